"""Nobody enters with this account any more; what is attached stays."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased, AccountSuspended
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several

SUSPEND = RowAction(
    verb="suspend",
    name="suspendre",
    key="s",
    icon="pause-circle-fill",
    label="Suspendre",
    tone="quiet",
    permission=Permission.SUSPEND,
    operation=accounts.suspend,
    check=accounts.check_suspend,
    absent=(AccountErased, AccountSuspended),
    form=ReasonForm,
    question=Question(
        "Suspendre le compte de {row.full_name} ?",
        verb="Suspendre le compte",
        way_out="Le laisser ouvert",
        consequence="Ses sessions se ferment ; la personne est prévenue. Ses rattachements restent.",
        danger=True,
    ),
    done=Done(
        "Le compte {row.identifier} est suspendu.",
        more="Ses sessions sont fermées.",
        many=("compte suspendu", "comptes suspendus"),
    ),
    bulk=Several(
        "Ses sessions se ferment ; un courriel part à {row.email}.",
        consequence="Plus personne n’entre avec ces comptes. Leurs rattachements restent.",
        way_out="Les laisser ouverts",
    ),
)
