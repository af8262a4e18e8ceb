"""Lifts a suspension."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased, AccountNotSuspended, ProAccount
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several


def mails(account: ProAccount) -> str:
    """What the person receives."""
    link = ", avec un nouveau lien d’activation" if account.is_pending else ""
    return f"Un courriel part à {account.email}{link}."


RESTORE = RowAction(
    verb="restore",
    name="retablir",
    key="r",
    icon="person-check",
    label="Rétablir",
    permission=Permission.SUSPEND,
    operation=accounts.restore,
    check=accounts.check_restore,
    absent=(AccountErased, AccountNotSuspended),
    form=ReasonForm,
    question=Question(
        "Rétablir le compte de {row.full_name} ?",
        verb="Rétablir le compte",
        way_out="Le laisser suspendu",
        consequence="La personne pourra se connecter de nouveau ; elle est prévenue.",
    ),
    done=Done(
        "Le compte {row.identifier} est rétabli.",
        more="La personne est prévenue.",
        many=("compte rétabli", "comptes rétablis"),
    ),
    bulk=Several(
        mails,
        consequence="Ces personnes pourront se connecter de nouveau.",
        way_out="Les laisser suspendus",
        place=1,
    ),
)
