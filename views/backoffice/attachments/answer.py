"""The agent who was asked answers, or a colleague of one who left."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import Attachment, AttachmentQuestion, NothingAsked
from models.attachments.questions import find_pending
from models.kernel.errors import NotAllowed
from models.permissions import Permission
from views import access
from views.backoffice.kit.reasons import refused
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.backoffice.kit.special_actions import Unlisted
from views.fields import Form, LongText, done
from views.messages import refusal


class Answering(Form):
    """The answer."""

    answer = LongText(
        "Votre réponse",
        needed="Écrivez la réponse : le superviseur la lira telle quelle.",
        hint="Ce que vous avez vu ou entendu, et de qui. Le superviseur est prévenu par courriel.",
        longest=2_000,
    )


class Answer(Unlisted[Attachment]):
    """It is about the question that waits, and nobody else's."""

    def answer(self, screen: Asks, row: Attachment) -> ResponseReturnValue:
        error = refused(self.check, row)
        if isinstance(error, NothingAsked):
            return done(refusal(error), screen.href(row), tone="info")
        if error is not None:
            raise NotAllowed  # which leaves its event, as every refusal of somebody signed in
        return super().answer(screen, row)

    def operate(self, row: Attachment, form: Form) -> AttachmentQuestion:
        question = pending(row)
        self.operation(question, text=form.answer.data, actor=access.current_actor())
        return question

    def fact(self, row: Attachment, made: object = None) -> str:
        assert isinstance(made, AttachmentQuestion)
        if not made.asked_by.is_active:
            return "Votre réponse est gardée avec le rattachement."
        return super().fact(row, made)


def pending(attachment: Attachment) -> AttachmentQuestion:
    """The question that waits; there is one where the check found nothing against an answer."""
    found = find_pending(attachment)
    return found if found is not None else abort(404)


def who_asked(attachment: Attachment) -> str:
    """Who asked what."""
    question = pending(attachment)
    return f"{question.asked_by.name} demande : {question.question}"


ANSWER = Answer(
    verb="answer",
    name="repondre",
    icon="send",
    label="Répondre",
    permission=Permission.READ,
    operation=attachments.answer,
    check=attachments.check_answer,
    form=Answering,
    question=Question(who_asked, verb="Envoyer la réponse", way_out="Répondre plus tard"),
    done=Done("Votre réponse est envoyée à {made.asked_by.name}."),
)
