"""A company that the directory cannot tell is typed by hand, with a reason."""

from __future__ import annotations

from models import companies
from models.companies import Company, CompanyFacts
from models.kernel import idempotency
from views import access
from views.backoffice.accounts.create import look_up
from views.fields import Choice, Email, Form, Phone, SiretText, Submission, Text, unmarked
from views.messages import LABELS

KINDS = list(LABELS["CompanyKind"].items())


class ByHand(Form):
    """A company that the directory cannot tell."""

    siret = SiretText("SIRET")
    name = Text("Raison sociale", needed="Indiquez la raison sociale.", longest=250, checks=[unmarked])
    kind = Choice("Type de structure", KINDS, needed="Choisissez le type de structure.")
    phone = Phone("Téléphone", needed="Indiquez un numéro de téléphone.")
    email = Email("Courriel", needed="Indiquez un courriel.")
    address = Text(
        "Adresse", needed="Indiquez l’adresse.", hint="Numéro et voie", longest=250, checks=[unmarked]
    )
    postcode = Text("Code postal", needed="Indiquez le code postal.", longest=16, checks=[unmarked])
    city = Text("Commune", needed="Indiquez la commune.", checks=[unmarked])
    reason = Text(
        "Motif",
        needed="Indiquez pourquoi la structure est saisie à la main.",
        hint="Par exemple : établissement créé la semaine dernière, extrait Kbis reçu.",
        longest=500,
    )
    submission = Submission()


def register(form: Form, siret: str) -> Company:
    """The company of a complete form. Raises `CompanyHeld`, and what `companies.register` refuses."""
    answers = form.answers
    key = answers.pop("submission")
    if (made := idempotency.find(key, Company)) is not None:
        return made
    subject = look_up(siret)
    if subject.held is not None:
        raise companies.CompanyHeld
    reason = answers.pop("reason")
    answers.pop("siret", None)
    facts = CompanyFacts.completed(subject.found, **answers)

    def make() -> Company:
        return companies.register(facts, reason=reason, actor=access.current_actor())

    return idempotency.once(key, Company, make)


def registered_words(company: Company) -> str:
    """What is said of a new one."""
    return f"La structure {company.name} est enregistrée."
