"""Names, address and function of a person, put right."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done
from views.backoffice.kit.special_actions import Edit
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import Email, PersonName, Text


class PersonForm(VersionedForm):
    """What staff correct."""

    first_name = PersonName("Prénom", needed="Indiquez le prénom.")
    last_name = PersonName("Nom", needed="Indiquez le nom.")
    email = Email(
        "Courriel",
        needed="Indiquez le courriel de la personne.",
        hint="L’ancienne adresse est prévenue. La nouvelle reçoit un lien : elle ne prouve rien avant"
        " qu’il soit suivi.",
    )
    job_title = Text("Fonction", needed="Indiquez la fonction.")


CORRECT = Edit(
    verb="correct",
    name="edit",
    key="e",
    icon="pencil",
    label="Corriger",
    tone="quiet",
    permission=Permission.CORRECT_CONTACT,
    operation=accounts.correct,
    check=accounts.check_correct,
    absent=(AccountErased,),
    form=PersonForm,
    done=Done("Le compte {row.identifier} est corrigé."),
)
