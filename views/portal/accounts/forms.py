"""What each step of an account's creation asks."""

from __future__ import annotations

import re
from dataclasses import fields

from wtforms import HiddenField
from wtforms.validators import ValidationError

from models.accounts import Person
from views.fields import (
    Choice,
    Email,
    Form,
    PersonName,
    Phone,
    SiretText,
    Submission,
    Text,
    Tick,
    printable,
    unmarked,
)
from views.formats import typo
from views.messages import LABELS
from views.portal.accounts.draft import Answers, Draft


class CompanySiret(Form):
    """Step 1."""

    siret = SiretText(
        "SIRET de la structure",
        hint="14 chiffres, sur vos factures ou votre avis de situation. Les espaces sont acceptés.",
    )


def a_postcode(form: Form, field: Text) -> None:
    """Five digits in France, letters and digits elsewhere."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z -]{2,9}", field.data):
        raise ValidationError(typo("Ce code postal n’en est pas un : écrivez par exemple 76600."))


class OfCompany(Form):
    """A step that knows which company its page showed: another tab may have begun another since."""

    shown = HiddenField()

    def is_of(self, draft: Draft) -> bool:
        """Whether the page that is sent showed this company."""
        return not self.is_submitted() or self.shown.data == draft.found["siret"]

    @property
    def typed(self) -> Answers:
        """What was typed, right or wrong, to be shown again."""
        typed = {field.short_name: field.data for field in self if not isinstance(field, HiddenField)}
        return {
            name: printable(data)[:300] if isinstance(data, str) else data for name, data in typed.items()
        }


class CompanyForm(OfCompany):
    """Step 2; what the directory told is taken out before the form is shown."""

    name = Text(
        "Raison sociale",
        needed="Indiquez la raison sociale de la structure.",
        longest=250,
        checks=[unmarked],
        attributes={"autocomplete": "organization"},
    )
    address = Text(
        "Adresse",
        needed="Indiquez l’adresse de la structure.",
        hint="Numéro et voie",
        longest=250,
        checks=[unmarked],
        attributes={"autocomplete": "address-line1"},
    )
    postcode = Text(
        "Code postal",
        needed="Indiquez le code postal.",
        longest=10,
        checks=[a_postcode],
        attributes={"autocomplete": "postal-code"},
    )
    city = Text(
        "Commune",
        needed="Indiquez la commune.",
        checks=[unmarked],
        attributes={"autocomplete": "address-level2"},
    )
    kind = Choice(
        "Type de structure",
        LABELS["CompanyKind"].items(),
        needed="Choisissez le type de structure dans la liste.",
    )
    phone = Phone(
        "Téléphone",
        needed="Indiquez un numéro de téléphone.",
        hint="De préférence professionnel",
        attributes={"autocomplete": "tel"},
    )
    email = Email(
        "Courriel",
        needed="Indiquez l’adresse électronique de la structure.",
        hint="Celui de l’entreprise",
        attributes={"autocomplete": "email"},
    )
    acronym = Text("Sigle", checks=[unmarked])

    @classmethod
    def of(cls, draft: Draft) -> CompanyForm:
        """The form as the draft fills it, without what the directory told."""
        known = {
            "kind": draft.found["kind"],
            "acronym": draft.found["acronym"],
            "shown": draft.found["siret"],
        }
        form = cls(data={**known, **draft.company})
        for fact in ("name", "address", "postcode", "city"):
            if fact not in draft.establishment.missing:
                delattr(form, fact)
        if draft.right_account_type == "asso":
            form.email.description = "Celui de l’association"
        return form


class PersonForm(OfCompany):
    """Step 3."""

    first_name = PersonName(
        "Prénom", needed="Indiquez votre prénom.", attributes={"autocomplete": "given-name"}
    )
    last_name = PersonName("Nom", needed="Indiquez votre nom.", attributes={"autocomplete": "family-name"})
    email = Email(
        "Courriel",
        needed="Indiquez votre adresse électronique.",
        hint="Le lien d’activation y sera envoyé.",
        attributes={"autocomplete": "email"},
    )
    job_title = Text(
        "Fonction",
        needed="Indiquez votre fonction.",
        hint="Par exemple : employé, gérante, conducteur de travaux",
        attributes={"autocomplete": "organization-title"},
    )
    newsletter = Tick("Je désire être informé(e) des actualités et nouveautés")
    submission = Submission()

    @classmethod
    def of(cls, draft: Draft) -> PersonForm:
        """The form as the draft fills it."""
        return cls(data={**draft.person, "shown": draft.found["siret"]})

    @property
    def person(self) -> Person:
        """Who will sign in."""
        return Person(**{field.name: self[field.name].data for field in fields(Person)})


class Address(Form):
    """Where the activation mail goes."""

    email = Email(
        "Courriel", needed="Indiquez votre adresse électronique.", attributes={"autocomplete": "email"}
    )
