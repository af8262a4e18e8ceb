"""Puts another contact in the place of one that reaches nobody, with what shows it."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models.concessions import cleansing
from models.concessions.cleansing import ContactFlaw
from models.permissions import Permission
from views import formats
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question, RowAction, Several
from views.fields import Email, Form, LongText, Phone, Submission, Text, done
from views.messages import LABELS, tag_of

ONLY = (
    "Ce contact sert aux relances, et à rien d’autre : il ne prouve rien, et ne change pas ce que dit"
    " l’ancien dossier."
)
EMPTY = "Laissez vide pour ne rien changer."
PROOFS = list(LABELS["ContactProof"].items())


class CorrectContactForm(StepForm):
    """Whom to write to, and what shows it."""

    email = Email("Courriel", hint=EMPTY)
    phone = Phone("Téléphone", hint=EMPTY)
    address = Text("Adresse", hint=f"Avec le code postal et la commune. {EMPTY}", longest=500)
    postcode = Text("Code postal", longest=16)
    city = Text("Commune", longest=120)
    proof = Radios("Justificatif", PROOFS, needed="Dites ce qui montre que ce contact est le bon.")
    reference = LongText(
        "Référence du justificatif",
        needed="Indiquez où se trouve le justificatif : il restera au journal.",
        hint="Pièce, date de l’appel et numéro du répertoire, lettre reçue… Elle reste au journal.",
        longest=500,
    )


class CorrectContactsForm(CorrectContactForm):
    """The same for several records of one reader, taken once."""

    submission = Submission()


def known(flaw: ContactFlaw) -> str:
    """What the record says."""
    record = flaw.concession
    contact = (record.email, formats.phone(record.phone) if record.phone else "")
    return ", ".join(part for part in contact if part) or "aucun contact"


def why(flaw: ContactFlaw) -> str:
    """What is wrong with it, inside a sentence."""
    words = tag_of(flaw.status).words
    return words[0].lower() + words[1:]


class CorrectContact(RowAction[ContactFlaw]):
    """It shows what the record says, and therefore leaves its trace; done, the record has left the queue."""

    def ask(self, screen: Asks, row: ContactFlaw, form: Form, **context: object) -> ResponseReturnValue:
        screen.consulted(row)
        return super().ask(screen, row, form, **context)

    def respond(self, screen: Asks, row: ContactFlaw, made: object) -> ResponseReturnValue:
        return done(self.fact(row, made), url_for("contact_flaws.index_view"), more=str(self.done.more))


CORRECT_CONTACT = CorrectContact(
    verb="correct_contact",
    name="corriger",
    key="e",
    icon="pencil",
    label="Corriger le contact",
    permission=Permission.CORRECT_CONTACT,
    operation=cleansing.correct,
    check=cleansing.check_correct,
    form=CorrectContactForm,
    question=Question(
        "Corriger le contact de « {row.concession.title} » ?",
        verb="Corriger le contact",
        way_out="Le laisser ainsi",
        consequence=lambda flaw: f"Aujourd’hui : {known(flaw)} ({why(flaw)}). {ONLY}",
    ),
    done=Done(
        "Le contact de « {row.concession.title} » est corrigé.",
        more="Le lot en cours qui n’avait pu le joindre lui écrit ; sinon, le prochain lot le fera.",
        many=("contact corrigé", "contacts corrigés"),
    ),
    bulk=Several(
        lambda flaw: f"Aujourd’hui : {known(flaw)} ({why(flaw)}). Les relances iront au contact saisi.",
        consequence=f"Le même contact est noté pour chaque concession. {ONLY}",
        way_out="Les laisser ainsi",
        verb="Corriger",
        form=CorrectContactsForm,
        load=("concession",),
    ),
)
