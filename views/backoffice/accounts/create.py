"""An agent creates a pro account for a caller: the SIRET first, then what the directory does not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, request

from models import accounts
from models.accounts import Person, ProAccount
from models.companies import Company, CompanyFacts
from models.companies.directory import CompanyKind, Directory, Establishment, State
from models.companies.queries import find_company_by_siret
from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.values.siret import Siret
from views import formats
from views.fields import Choice, Email, Form, PersonName, Phone, SiretText, Submission, Text, unmarked
from views.messages import LABELS
from views.messages.assistance.directory import OUTSIDE, UNKNOWN
from views.messages.companies.directory import holding_words, seen_words

DIRECTORY_FACTS = ("name", "address", "postcode", "city")
COMPANY_FIELDS = ("company_kind", "company_phone", "company_email", "company_acronym")


class SiretForm(Form):
    """The first question of a call."""

    siret = SiretText(
        "SIRET de la structure", hint="14 chiffres, dits au téléphone. Les espaces sont acceptés."
    )


class AccountForm(SiretForm):
    """The whole page; what the directory or our own record answers is taken out."""

    company_name = Text(
        "Raison sociale", needed="Indiquez la raison sociale.", longest=250, checks=[unmarked]
    )
    company_address = Text(
        "Adresse", needed="Indiquez l’adresse.", hint="Numéro et voie", longest=250, checks=[unmarked]
    )
    company_postcode = Text("Code postal", needed="Indiquez le code postal.", longest=16, checks=[unmarked])
    company_city = Text("Commune", needed="Indiquez la commune.", checks=[unmarked])
    company_kind = Choice(
        "Type de structure", LABELS["CompanyKind"].items(), needed="Choisissez le type de structure."
    )
    company_phone = Phone("Téléphone de la structure", needed="Indiquez le téléphone de la structure.")
    company_email = Email("Courriel de la structure", needed="Indiquez le courriel de la structure.")
    company_acronym = Text("Sigle", checks=[unmarked])
    reason = Text(
        "Motif",
        needed="Indiquez le motif : l’établissement est fermé au répertoire.",
        hint="Pourquoi continuer alors que l’établissement est fermé.",
        longest=500,
    )
    first_name = PersonName("Prénom", needed="Indiquez le prénom.")
    last_name = PersonName("Nom", needed="Indiquez le nom.")
    email = Email(
        "Courriel de la personne",
        needed="Indiquez le courriel de la personne.",
        hint="Le lien d’activation y sera envoyé.",
    )
    job_title = Text(
        "Fonction",
        needed="Indiquez la fonction.",
        hint="Par exemple : gérante, conducteur de travaux",
    )
    account_type = Choice(
        "Compte",
        LABELS["AccountType"].items(),
        needed="Choisissez Pro ou Asso.",
        hint="La catégorie juridique l’emporte : une association reçoit un compte Asso.",
        empty=None,
        name="door",  # as the interface, which others keep to, calls it
    )
    even_if_known = Text(
        "Motif",
        hint="Pourquoi un second compte : un homonyme, une autre fonction…",
        longest=500,
    )
    submission = Submission()

    known: Sequence[int] = ()
    """The numbers of the accounts that are probably this person's already, where that refused it."""


@dataclass(frozen=True)
class Subject:
    """The company of a call: what the directory says of the SIRET, and our own record of it."""

    found: Establishment
    held: Company | None

    @property
    def is_refused(self) -> bool:
        """Whether no account can be made here for this SIRET."""
        return self.held is None and self.found.state is State.UNKNOWN

    @property
    def needs_reason(self) -> bool:
        """Whether staff must say why they go on."""
        return self.found.state is State.CLOSED

    @property
    def siret(self) -> Siret:
        """The SIRET."""
        return self.found.siret


def look_up(typed: str, *, again: bool = False) -> Subject:
    """What is known of a SIRET, here and in the directory; `again`: its answer of earlier is not enough."""
    siret = Siret.parse(typed)
    directory: Directory = current_app.extensions["bascule.directory"]
    return Subject(directory.find(siret, again=again), find_company_by_siret(siret))


def is_first_step() -> bool:
    """Whether only the SIRET was sent."""
    return "first_name" not in request.form


def asks_again() -> bool:
    """Whether « Redemander au répertoire » was pressed: nothing is created by it."""
    return request.form.get("action") == "redemander"


def prepared(subject: Subject, *, blank: bool, offered: Mapping[str, str] | None = None) -> AccountForm:
    """The form for this company: what is known is not asked. `blank`: nothing was typed into it yet.

    `offered`: what is probably right, by field name, to be confirmed.
    """
    found = subject.found
    facts = {"siret": subject.siret, "company_kind": found.kind, "company_acronym": found.acronym}
    known = {**(offered or {}), **facts}
    known["account_type"] = "asso" if found.kind is CompanyKind.ASSOCIATION else "pro"
    form = AccountForm(formdata=None, data=known) if blank else AccountForm(data=known)
    for name in DIRECTORY_FACTS:
        if subject.held is not None or name not in found.missing:
            delattr(form, f"company_{name}")
    if subject.held is not None:
        for name in COMPANY_FIELDS:
            delattr(form, name)
    if not subject.needs_reason:
        delattr(form, "reason")
    return form


def create_account(form: AccountForm, subject: Subject, *, actor: Actor) -> ProAccount:
    """The account of a complete form."""
    answers = form.answers
    person = Person(**{name: answers[name] for name in ("first_name", "last_name", "email", "job_title")})
    return accounts.create(
        facts_of(subject, answers),
        person,
        account_type=answers["account_type"],
        reason=answers.get("reason"),
        even_if_known=answers["even_if_known"],
        submission=answers["submission"],
        actor=actor,
    )


def facts_of(subject: Subject, answers: dict[str, str]) -> CompanyFacts:
    """The company's facts: the directory's, completed; or our own record's, which are not changed."""
    held = subject.held
    if held is not None:
        return CompanyFacts.of_held(held, is_closed=subject.needs_reason)
    typed = {name: answers.get(f"company_{name}", "") for name in (*DIRECTORY_FACTS, "acronym")}
    return CompanyFacts.completed(
        subject.found,
        kind=CompanyKind(answers["company_kind"]),
        phone=answers["company_phone"],
        email=answers["company_email"],
        **typed,
    )


def created_words(account: ProAccount) -> tuple[str, str]:
    """What is said of a new account, and what follows."""
    until = formats.moment(now() + LIFE[Purpose.ACTIVATION])
    return (
        f"Le compte {account.identifier} est créé.",
        f"Le courriel d’activation part à {account.email} ; son lien vaut jusqu’au {until}.",
    )


def holding() -> str:
    """What the local directory holds, in words."""
    return holding_words(current_app.extensions["bascule.directory"].holding())


__all__ = [
    "OUTSIDE",
    "UNKNOWN",
    "AccountForm",
    "SiretForm",
    "Subject",
    "asks_again",
    "create_account",
    "created_words",
    "holding",
    "is_first_step",
    "look_up",
    "prepared",
    "seen_words",
]
