"""A supervisor doubts the evidence: what waits is refused, what is in effect stands still."""

from __future__ import annotations

from models import attachments
from models.attachments import Attachment
from models.permissions import Permission
from views.backoffice.attachments.columns import to_whom
from views.backoffice.attachments.reviewing import Decision, Doubting
from views.backoffice.kit.columns import Action
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several


class Contest(Decision):
    """What the queue holds is decided there; of the rest a doubt begins on the attachment's page."""

    def button(self, row: Attachment) -> Action | None:
        queued = attachments.turn_of(row) is not None
        return None if queued or not row.is_open else RowAction.button(self, row)


def contested(attachment: Attachment) -> str:
    """What a doubt does to it."""
    what = (
        "refusé pour de bon" if attachment.waits_for_review else "en vérification, ses démarches se ferment"
    )
    return f"{to_whom(attachment)} : {what}."


def follows(attachment: Attachment) -> str:
    """The same, of one alone."""
    if attachment.waits_for_review:
        return "Il attendait : il sera refusé pour de bon."
    return "Ses démarches se ferment jusqu’à ce qu’un autre superviseur confirme ou détache."


def done(attachment: Attachment) -> str:
    """What became of it."""
    became = "est en vérification." if attachment.is_open else "est refusé."
    return f"Le rattachement de « {attachment.concession.title} » {became}"


def next_step(attachment: Attachment) -> str:
    """What follows."""
    then = " Un autre superviseur confirme ou détache." if attachment.is_open else ""
    return f"La structure et l’agent sont prévenus.{then}"


CONTEST = Contest(
    verb="contest",
    name="contester",
    key="c",
    icon="shield-exclamation",
    label="Contester",
    tone="quiet",
    permission=Permission.REVIEW,
    operation=attachments.contest,
    check=attachments.check_contest,
    form=Doubting,
    question=Question(
        "Contester le rattachement de « {row.concession.title} » à {row.company.name} ?",
        verb="Contester le rattachement",
        way_out="Ne rien décider",
        consequence=follows,
        danger=True,
    ),
    done=Done(done, more=next_step, many=("rattachement contesté", "rattachements contestés")),
    bulk=Several(
        contested,
        consequence="Structures et référents sont prévenus. Un autre superviseur confirme ou détache.",
        way_out="Ne rien décider",
    ),
)
