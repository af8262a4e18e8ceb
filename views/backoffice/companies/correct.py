"""The contacts of a company, put right; the rest is the directory's."""

from __future__ import annotations

from models import companies
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done
from views.backoffice.kit.special_actions import Edit, nothing_against
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import Choice, Email, Phone, Text, unmarked
from views.messages import LABELS


class Contacts(VersionedForm):
    """What staff correct."""

    kind = Choice(
        "Type de structure", LABELS["CompanyKind"].items(), needed="Choisissez le type de structure."
    )
    acronym = Text("Sigle", checks=[unmarked])
    phone = Phone("Téléphone", needed="Indiquez un numéro de téléphone.")
    email = Email("Courriel", needed="Indiquez un courriel.", hint="L’ancienne adresse est prévenue.")


CORRECT = Edit(
    verb="correct",
    name="edit",
    key="e",
    icon="pencil",
    label="Corriger",
    permission=Permission.CORRECT_CONTACT,
    operation=companies.correct,
    check=nothing_against,
    form=Contacts,
    done=Done("La structure {row.name} est corrigée."),
)
