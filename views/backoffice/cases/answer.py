"""Answers who asked, in one's own words or beginning with a canned reply."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case, CaseNoteKind
from models.cases.queries import list_notes
from models.cases.writing.notes import find_addressed, list_answerable
from models.permissions import Permission
from views import formats
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.backoffice.kit.special_actions import Seen
from views.backoffice.texts.replies import list_replies, reply_for
from views.fields import Answers, Choice, Form, LongText

INSERT = "inserer"
"""The value of the button that puts a canned reply into the answer, and sends nothing."""


class Answering(StepForm):
    """The answer, as it is read, and whose question it answers: it names one even where one person asked.

    A canned reply is a beginning, never sent by itself.
    """

    question = Choice("À qui répondre", needed="Choisissez à qui vous répondez.", empty=None)
    reply = Choice("Réponse type", empty="Choisir une réponse")
    message = LongText(
        "Votre réponse",
        needed="Écrivez la réponse : la personne la lira telle quelle.",
        hint="N’y écrivez ni code ni mot de passe. Le dossier reste ouvert jusqu’à ce que vous le fermiez.",
        longest=4_000,
        attributes={"rows": "10"},
    )

    @property
    def answers(self) -> Answers:
        """The reply that it began with is no part of it."""
        left = {name: value for name, value in super().answers.items() if name != "reply"}
        return {**left, "question": self.addressed}

    @property
    def addressed(self) -> int | None:
        """The number of the question that it answers."""
        chosen = self.question.data if self.question is not None else ""
        return int(chosen) if chosen and chosen.isascii() and chosen.isdigit() else None

    def insert(self, text: str) -> None:
        """Puts a canned reply behind what is written."""
        written = (self.message.data or "").rstrip()
        self.message.data = f"{written}\n\n{text}" if written else text
        self.message.raw_data = None


class Answer(Seen[Case]):
    """Asked with the canned replies at hand; each is filled with what the case says before it is read."""

    def blank(self, row: Case) -> Form:
        form = super().blank(row)
        assert isinstance(form, Answering)
        form.reply.choices = form.reply.listed(list_replies())
        answerable = list_answerable(row)
        if not answerable:
            del form.question
        else:
            form.question.choices = form.question.listed(
                (str(each.id), f"{each.account.full_name} : {each.subject}")
                for each in answerable
                if each.account
            )
        return form

    def answer(self, screen: Asks, row: Case) -> ResponseReturnValue:
        if request.method != "POST" or request.form.get("action") != INSERT:
            return super().answer(screen, row)
        form = self.blank(row)
        assert isinstance(form, Answering)
        with form.refusals():
            question = find_addressed(row, form.addressed)
            if text := reply_for(row, form.reply.data or "", question):
                form.insert(text)
            return self.ask(screen, row, form, inserted=bool(text))
        return self.ask(screen, row, form)

    def ask(self, screen: Asks, row: Case, form: Form, **context: object) -> ResponseReturnValue:
        return super().ask(
            screen, row, form, template="backoffice/cases/answer.html", insert=INSERT, **context
        )


def addressee(case: Case) -> str:
    """Whom the answer goes to; a visitor left no name."""
    answerable = list_answerable(case)
    if not answerable or answerable[0].account is None:
        return "cette personne"
    return answerable[0].account.full_name if len(answerable) == 1 else "l’une de ces personnes"


def words_asked(case: Case) -> str:
    """What they asked last."""
    messages = [question.message or question.subject for question in list_answerable(case)]
    words = " ; ".join(f"« {message} »" for message in messages)
    done = next((note for note in list_notes(case) if note.kind == CaseNoteKind.ANSWER), None)
    if done is None or not done.text:
        return words
    who = done.agent.name if done.agent is not None else "le service"
    return f"{words} Déjà répondu par {who}, {formats.story(done.at)} : « {done.text} »"


ANSWER = Answer(
    verb="answer",
    name="repondre",
    key="r",
    icon="send",
    label="Répondre",
    permission=Permission.KEEP_CASES,
    operation=cases.answer,
    check=cases.check_answer,
    form=Answering,
    absent=(cases.CaseClosed,),
    question=Question(
        lambda case: f"Que répondre à {addressee(case)} ?",
        verb="Envoyer la réponse",
        way_out="Répondre plus tard",
        consequence=words_asked,
    ),
    done=Done(
        "La réponse part par courriel.",
        more="Elle se lit aussi dans le portail, à côté de la question.",
    ),
)
