"""A lost telephone, and nothing else: the password stays."""

from __future__ import annotations

from models import staff
from models.permissions import Permission
from models.staff import AgentDisabled, InvitationPending
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction

RESET_SECOND_FACTOR = RowAction(
    verb="reset_second_factor",
    name="second-facteur",
    icon="phone",
    label="Réinitialiser le second facteur",
    permission=Permission.MANAGE_STAFF,
    fresh=True,
    operation=staff.reset_second_factor,
    check=staff.check_reset_second_factor,
    absent=(AgentDisabled, InvitationPending),
    form=ReasonForm,
    question=Question(
        "Réinitialiser le second facteur de {row.name} ?",
        verb="Réinitialiser le second facteur",
        way_out="Ne rien changer",
        consequence="Son application et ses codes de secours ne servent plus, ses sessions se ferment."
        " Son mot de passe reste. Assurez-vous que c’est bien elle qui le demande.",
        danger=True,
    ),
    done=Done(
        "Le second facteur de {row.name} est réinitialisé.",
        more="Un courriel part. La prochaine connexion demandera d’en enregistrer un nouveau.",
    ),
)
