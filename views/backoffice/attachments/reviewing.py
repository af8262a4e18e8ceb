"""What the decisions of supervisors have in common: taken in the queue, on what was seen, once."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import HiddenField

from models import attachments
from models.attachments import Attachment, NotReviewable
from models.attachments.questions import find_pending
from views import access
from views.backoffice.kit.columns import Action
from views.backoffice.kit.history import moment_of
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Asks, RowAction, fill
from views.fields import Form, done

QUEUE = "review_queue.index"


class Going:
    """Where to go on afterwards."""

    next = HiddenField()


class Approval(Going, Form):
    """A yes, of what stood there when the person looked."""

    seen = HiddenField()


class Doubting(Going, ReasonForm):
    """A decision with its reason."""


def came_from() -> str:
    """Where the person goes on, told by the address of the page that asks."""
    return access.safe_next(request.args.get("next"), "/console/") if "next" in request.args else ""


def void_words(attachment: Attachment) -> str:
    """What a decision does to a question that waits for its answer; nothing where none does."""
    pending = find_pending(attachment)
    if pending is None:
        return ""
    who = pending.asked_of.name
    return f" La question posée à {who} attend sa réponse : elle sera sans objet, un courriel le lui dit."


class FromTheQueue(RowAction[Attachment]):
    """A step that leads back into the queue, for who came from there; else to the page of the attachment."""

    def blank(self, row: Attachment) -> Form:
        return self.form(data={"next": came_from()})

    def button(self, row: Attachment) -> Action | None:
        """None: it stands in the queue."""
        return None

    def on(self, screen: Asks, row: Attachment) -> str:
        """Where it leads."""
        return access.next_or(screen.href(row))

    def respond(self, screen: Asks, row: Attachment, made: object) -> Response:
        more, href = fill(self.done.more, row), screen.href(row)
        return done(
            self.fact(row, made), self.on(screen, row), more=more, href=href, label="Voir le rattachement"
        )


class Decision(FromTheQueue):
    """A decision on what the person saw; who comes too late reads who decided what, when."""

    def blank(self, row: Attachment) -> Form:
        return self.form(data={"next": came_from(), "seen": row.mark})

    def operate(self, row: Attachment, form: Form) -> object:
        reason = {"reason": form.reason.data} if isinstance(form, ReasonForm) else {}
        return self.operation(row, **reason, seen=form.seen.data or None, actor=access.current_actor())

    def take(self, screen: Asks, row: Attachment, form: Form) -> ResponseReturnValue:
        try:
            return super().take(screen, row, form)
        except NotReviewable:
            return decided(screen, row)


def decided(screen: Asks, row: Attachment) -> tuple[str, int]:
    """The page of who comes too late; 422, for nothing was done."""
    event = attachments.last_decision(row)
    page = screen.render(
        "backoffice/attachments/decided.html",
        row=row,
        moment=moment_of(event) if event is not None else None,
        back=screen.href(row),
        queue=url_for(QUEUE),
    )
    return page, 422
