"""A supervisor doubts the evidence: what waits is refused, what is in effect stands still."""

from __future__ import annotations

from models import attachments
from models.attachments import Attachment
from models.permissions import Permission
from views.backoffice.attachments.columns import to_whom
from views.backoffice.attachments.reviewing import Decision, Doubting, void_words
from views.backoffice.kit.columns import Action
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several


class Contest(Decision):
    """What the queue holds is decided there; of the rest a doubt begins on the attachment's page."""

    def button(self, row: Attachment) -> Action | None:
        queued = attachments.turn_of(row) is not None
        return None if queued or not row.is_open else RowAction.button(self, row)


def doubt_words(attachment: Attachment) -> str:
    """What a doubt is called: what waits is refused, what is in effect contested."""
    return "Refuser" if attachment.waits_for_review else "Contester"


def question(attachment: Attachment) -> str:
    """What is asked before."""
    return (
        f"{doubt_words(attachment)} le rattachement de « {attachment.concession.title} »"
        f" à {attachment.company.name} ?"
    )


def contested(attachment: Attachment) -> str:
    """What a doubt does to it."""
    what = (
        "refusé pour de bon" if attachment.waits_for_review else "en vérification, ses démarches se ferment"
    )
    return f"{to_whom(attachment)} : {what}."


def follows(attachment: Attachment) -> str:
    """The same, of one alone."""
    if attachment.waits_for_review:
        return "Il attendait : il sera refusé pour de bon." + void_words(attachment)
    return "Ses démarches se ferment jusqu’à ce qu’un autre superviseur confirme ou détache." + void_words(
        attachment
    )


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
    label=doubt_words,
    tone="quiet",
    permission=Permission.REVIEW,
    operation=attachments.contest,
    check=attachments.check_contest,
    form=Doubting,
    question=Question(
        question,
        verb=lambda attachment: f"{doubt_words(attachment)} le rattachement",
        way_out="Ne rien décider",
        consequence=follows,
        danger=True,
    ),
    done=Done(done, more=next_step, many=("rattachement contesté", "rattachements contestés")),
    bulk=Several(
        contested,
        verb="Contester ou refuser",
        consequence="Structures et référents sont prévenus. Un autre superviseur confirme ou détache.",
        way_out="Ne rien décider",
    ),
)
