"""The way from an attachment to its place in the supervisors’ queue."""

from __future__ import annotations

from flask import url_for

from models import attachments
from models.attachments import Attachment
from models.permissions import Permission
from views.backoffice.attachments.reviewing import QUEUE
from views.backoffice.kit.columns import Action
from views.backoffice.kit.special_actions import Elsewhere


class Review(Elsewhere[Attachment]):
    """Only of what the queue holds."""

    def button(self, row: Attachment) -> Action | None:
        return super().button(row) if attachments.turn_of(row) is not None else None


REVIEW = Review(
    verb="review",
    name="controler",
    icon="shield-check",
    label="Contrôler",
    permission=Permission.REVIEW,
    operation=lambda attachment: url_for(QUEUE, rattachement=attachment.id),
    check=attachments.check_reviewer,
)
