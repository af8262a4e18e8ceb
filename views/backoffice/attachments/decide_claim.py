"""A supervisor decides of what the holder left unanswered: the record goes to who claims it, or stays."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments import Attachment, afterwards
from models.attachments.afterwards import ClaimOver, ClaimWithHolder
from models.attachments.afterwards.answering import check_silent, list_silent_claims
from models.kernel.errors import NotAllowed
from models.permissions import Permission
from views import access
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Choice, Form, LongText

HAND_OVER, REFUSE = "accepter", "refuser"


class Decision(StepForm):
    """Whose claim, what becomes of it, why."""

    claim = Choice("Demande", needed="Choisissez la demande.", empty=None)
    answer = Choice(
        "Décision",
        [(HAND_OVER, "Transférer à qui la demande"), (REFUSE, "Refuser la demande")],
        needed="Choisissez la décision.",
    )
    reason = LongText("Motif", needed="Indiquez le motif.", hint="20 caractères au moins.", longest=2000)


class DecideClaim(RowAction[Attachment]):
    """One claim at a time, of those that wait here."""

    def blank(self, row: Attachment) -> Form:
        form = Decision()
        choices = [(str(claim.id), _words(claim.account)) for claim in list_silent_claims(row)]
        form.claim.choices = form.claim.listed(choices)
        return form

    def operate(self, row: Attachment, form: Form) -> object:
        claim = next((each for each in list_silent_claims(row) if str(each.id) == form.claim.data), None)
        if claim is None:  # answered since its form was read
            raise ClaimOver
        accepts, actor = form.answer.data == HAND_OVER, access.current_actor()
        return afterwards.answer_claim(claim, accepts=accepts, reason=form.reason.data, actor=actor)


def _words(account: ProAccount) -> str:
    return f"{account.company.name}, {account.full_name} ({account.identifier})"


DECIDE_CLAIM = DecideClaim(
    verb="decide_claim",
    name="demandes",
    icon="people",
    label="Décider d’une demande",
    permission=Permission.DETACH_ANY,
    fresh=True,
    operation=afterwards.answer_claim,
    check=check_silent,
    absent=(ClaimWithHolder, ClaimOver, NotAllowed),
    form=Decision,
    question=Question(
        "Une autre personne demande « {row.concession.title} » : {row.company.name} n’a pas répondu",
        verb="Décider",
        way_out="Ne rien décider",
        consequence="Transférée, elle quitte {row.company.name} aussitôt ; les deux côtés et l’ancien contact"
        " sont prévenus, et un autre superviseur contrôle ensuite. Refusée, rien ne change.",
        danger=True,
    ),
    done=Done("La demande sur « {row.concession.title} » est décidée.", more="Tous en sont prévenus."),
)
