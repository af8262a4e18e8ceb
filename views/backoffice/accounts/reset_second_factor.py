"""A company's person lost telephone and recovery codes: the password alone opens again, and they are told."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased, SecondFactorOff
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction

RESET_SECOND_FACTOR = RowAction(
    verb="reset_second_factor",
    name="second-facteur",
    icon="phone",
    label="Réinitialiser le second facteur",
    tone="quiet",
    permission=Permission.RESET_SECOND_FACTOR,
    fresh=True,
    operation=accounts.reset_second_factor,
    check=accounts.check_reset_second_factor,
    absent=(AccountErased, SecondFactorOff),
    form=ReasonForm,
    question=Question(
        "Réinitialiser le second facteur de {row.full_name} ?",
        verb="Réinitialiser le second facteur",
        way_out="Ne rien changer",
        consequence="Son mot de passe seul ouvrira son compte, ses sessions se ferment, un courriel part à"
        " {row.email}. Rappelez d’abord la personne à un numéro déjà connu.",
        danger=True,
    ),
    done=Done(
        "Le second facteur de {row.full_name} est réinitialisé.",
        more="Un courriel part. La personne pourra l’activer de nouveau depuis son compte.",
    ),
)
