"""The same mail again, to a corrected address where need be."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import mails
from models.mails import MailForgotten, MailState, OutboxEmail
from models.permissions import Permission
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question, Several
from views.backoffice.kit.special_actions import Seen
from views.fields import Email
from views.messages import label_of


class ResendForm(StepForm):
    """Where it goes this time."""

    email = Email(
        "Adresse",
        needed="Indiquez l’adresse.",
        hint="Corrigez-la si elle est fausse. Le courriel refusé reste dans la liste.",
    )


class Resend(Seen[OutboxEmail]):
    """It leads to the mail that it makes."""

    def respond(self, screen: Asks, row: OutboxEmail, made: object) -> ResponseReturnValue:
        assert isinstance(made, OutboxEmail)
        return super().respond(screen, made, made)


def words(mail: OutboxEmail) -> str:
    """What did not arrive is corrected first."""
    troubled = mail.state in (MailState.REFUSED, MailState.BOUNCED)
    return "Corriger et renvoyer" if troubled else "Renvoyer"


RESEND = Resend(
    verb="resend",
    name="renvoyer",
    key="r",
    icon="envelope-arrow-up",
    label=words,
    permission=Permission.MANAGE_MAIL,
    operation=mails.resend,
    check=mails.check_resend_anywhere,
    absent=(MailForgotten,),
    form=ResendForm,
    filled=lambda mail: {"email": mail.to},
    question=Question(
        lambda mail: f"Renvoyer « {label_of('MailKind', mail.kind)} » ?",
        verb="Renvoyer le courriel",
        way_out="Ne rien envoyer",
    ),
    done=Done("Le courriel repart à {made.to}.", many=("courriel renvoyé", "courriels renvoyés")),
    bulk=Several(
        "Le même courriel repart à {row.to}.",
        consequence="Chacun repart à la même adresse ; le premier reste dans la liste.",
        way_out="Ne rien envoyer",
        verb="Renvoyer",
        check=mails.check_resend,
        load=("token",),
    ),
)
