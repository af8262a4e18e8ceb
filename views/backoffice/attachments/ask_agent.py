"""A supervisor asks the agent who attached."""

from __future__ import annotations

from flask import url_for

from models import attachments
from models.attachments import Attachment
from models.permissions import Permission
from views import access
from views.backoffice.attachments.reviewing import QUEUE, FromTheQueue, Going
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.fields import Form, LongText


class Asking(Going, Form):
    """The question."""

    question = LongText(
        "Question à l’agent",
        needed="Écrivez la question : l’agent la lira telle quelle.",
        hint="Il la reçoit par courriel et répond sur la page du rattachement. Tout reste au journal.",
        longest=1_000,
    )


class AskAgent(FromTheQueue):
    """Who came from the queue stays before the same attachment."""

    def on(self, screen: Asks, row: Attachment) -> str:
        target = super().on(screen, row)
        return url_for(QUEUE, rattachement=row.id) if target.startswith(url_for(QUEUE)) else target

    def operate(self, row: Attachment, form: Form) -> object:
        return self.operation(row, question=form.question.data, actor=access.current_actor())


def whom(attachment: Attachment) -> str:
    """The question about the question."""
    maker = attachment.made_by.name if attachment.made_by is not None else "personne"
    return f"Que demander à {maker} sur « {attachment.concession.title} » ?"


ASK_AGENT = AskAgent(
    verb="ask_agent",
    name="demander",
    icon="send",
    label="Poser une question",
    permission=Permission.REVIEW,
    operation=attachments.ask,
    check=attachments.check_ask,
    form=Asking,
    question=Question(whom, verb="Envoyer la question", way_out="Ne rien demander"),
    done=Done("La question est envoyée à {made.asked_of.name}."),
)
