"""The steps of a review, on the screen of attachments: approve, contest, confirm, ask the agent, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from models import attachments
from models.attachments import Attachment, NotReviewable
from models.attachments.questions import list_questions, may_answer
from models.permissions import Permission
from views import access
from views.backoffice.kit.forms import row_action
from views.backoffice.kit.history import moment_of
from views.backoffice.kit.inputs import ReasonForm
from views.fields import Form, LongText, done


class Seen:
    """What every decision carries: which decision the person saw standing, and where to go on afterwards."""

    seen = HiddenField()
    next = HiddenField()


class Approval(Seen, Form):
    """A yes."""


class Doubting(Seen, ReasonForm):
    """A decision with its reason."""


class Asking(Form):
    """A question to the agent."""

    next = HiddenField()
    question = LongText(
        "Question à l’agent",
        needed="Écrivez la question : l’agent la lira telle quelle.",
        hint="Il la reçoit par courriel et répond sur la page du rattachement. Tout reste au journal.",
        longest=1_000,
    )


class Answering(Form):
    """An answer to the supervisor."""

    answer = LongText(
        "Votre réponse",
        needed="Écrivez la réponse : le superviseur la lira telle quelle.",
        hint="Ce que vous avez vu ou entendu, et de qui. Le superviseur est prévenu par courriel.",
        longest=2_000,
    )


def came_from() -> str:
    """Where the person goes on, told by the address of the page that asks."""
    return access.safe_next(request.args.get("next"), "/console/") if "next" in request.args else ""


class Reviewing:
    """Mixed into the screen of attachments."""

    ask: Callable[..., Any]
    done: Callable[..., Response]
    href: Callable[..., str]
    render: Callable[..., str]

    @row_action("approuver", Permission.REVIEW, fresh=True)
    def approve(self, row: Attachment) -> Any:
        """A supervisor accepts the evidence."""
        form = Approval(seen=row.mark, next=came_from())
        if form.validate_on_submit():
            with form.refusals():
                try:
                    attachments.approve(row, seen=form.seen.data or None, actor=access.current_actor())
                except NotReviewable:
                    return self.decided(row)
                return self.on(row, f"Le rattachement de « {row.concession.title} » est approuvé.")
        waits = row.waits_for_review
        return self.ask(
            row,
            form,
            question=f"Approuver le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence="Il prendra effet, et tous seront prévenus."
            if waits
            else "La preuve est tenue pour bonne.",
            verb="Approuver le rattachement",
            way_out="Ne rien décider",
        )

    @row_action("contester", Permission.REVIEW)
    def contest(self, row: Attachment) -> Any:
        """A supervisor doubts it."""
        form = Doubting(seen=row.mark, next=came_from())
        if form.validate_on_submit():
            waited, seen = row.waits_for_review, form.seen.data or None
            with form.refusals():
                try:
                    attachments.contest(row, reason=form.reason.data, seen=seen, actor=access.current_actor())
                except NotReviewable:
                    return self.decided(row)
                fact = "est refusé." if waited else "est en vérification."
                more = "" if waited else " Un autre superviseur confirme ou détache."
                told = f"Le rattachement de « {row.concession.title} » {fact}"
                return self.on(row, told, more=f"La structure et l’agent sont prévenus.{more}")
        return self.ask(
            row,
            form,
            question=f"Contester le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence="Il attendait : il sera refusé pour de bon."
            if row.waits_for_review
            else "Ses démarches se ferment jusqu’à ce qu’un autre superviseur confirme ou détache.",
            verb="Contester le rattachement",
            way_out="Ne rien décider",
            danger=True,
        )

    @row_action("confirmer", Permission.REVIEW, fresh=True)
    def confirm(self, row: Attachment) -> Any:
        """Another supervisor lifts the doubt."""
        form = Doubting(seen=row.mark, next=came_from())
        if form.validate_on_submit():
            seen = form.seen.data or None
            with form.refusals():
                try:
                    attachments.confirm(row, reason=form.reason.data, seen=seen, actor=access.current_actor())
                except NotReviewable:
                    return self.decided(row)
                told = f"Le rattachement de « {row.concession.title} » est confirmé."
                return self.on(row, told, more="Ses démarches sont rouvertes.")
        return self.ask(
            row,
            form,
            question=f"Confirmer le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence=f"Il était en vérification : {row.suspended_reason or 'sans motif'}",
            verb="Confirmer le rattachement",
            way_out="Le laisser en vérification",
        )

    @row_action("demander", Permission.REVIEW)
    def ask_agent(self, row: Attachment) -> Any:
        """A supervisor asks the agent who attached it."""
        form = Asking(next=came_from())
        if form.validate_on_submit():
            with form.refusals():
                asked = attachments.ask(row, question=form.question.data, actor=access.current_actor())
                return self.on(row, f"La question est envoyée à {asked.asked_of.name}.", stay=True)
        maker = row.made_by.name if row.made_by is not None else "personne"
        return self.ask(
            row,
            form,
            question=f"Que demander à {maker} sur « {row.concession.title} » ?",
            verb="Envoyer la question",
            way_out="Ne rien demander",
        )

    @row_action("repondre", Permission.READ)
    def answer(self, row: Attachment) -> Any:
        """The agent who was asked answers, or a colleague of one who left."""
        form = Answering()
        pending = next((q for q in list_questions(row) if q.answered_at is None), None)
        if pending is None:
            return done("Aucune question n’attend de réponse ici.", self.href(row), tone="info")
        agent = access.current_agent()
        if agent is None or not may_answer(pending, agent):
            abort(403)
        if form.validate_on_submit():
            with form.refusals():
                attachments.answer(pending, text=form.answer.data, actor=access.current_actor())
                if not pending.asked_by.is_active:
                    return self.done(row, "Votre réponse est gardée avec le rattachement.")
                return self.done(row, f"Votre réponse est envoyée à {pending.asked_by.name}.")
        return self.ask(
            row,
            form,
            question=f"{pending.asked_by.name} demande : {pending.question}",
            verb="Envoyer la réponse",
            way_out="Répondre plus tard",
        )

    def on(self, row: Attachment, fact: str, *, more: str = "", stay: bool = False) -> Response:
        """Says what was done and goes on: in the queue for who came from there, else to its page."""
        target = access.next_or(self.href(row))
        if stay and target.startswith(url_for("reviews.index_view")):
            target = url_for("reviews.index_view", rattachement=row.id)
        return done(fact, target, more=more, href=self.href(row), label="Voir le rattachement")

    def decided(self, row: Attachment) -> tuple[str, int]:
        """The page of who comes too late: who decided what, when; 422, for nothing was done."""
        event = attachments.last_decision(row)
        page = self.render(
            "backoffice/decided.html",
            row=row,
            moment=moment_of(event) if event is not None else None,
            back=self.href(row),
            queue=url_for("reviews.index_view"),
        )
        return page, 422
