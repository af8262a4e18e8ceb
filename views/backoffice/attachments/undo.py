"""Takes a detachment back."""

from __future__ import annotations

from models import attachments
from models.attachments import Attachment, AttachmentStatus
from models.permissions import Permission
from views.backoffice.kit.columns import Action
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


class Undo(Seen[Attachment]):
    """Only of what was detached."""

    def button(self, row: Attachment) -> Action | None:
        return super().button(row) if row.status is AttachmentStatus.DETACHED else None


UNDO = Undo(
    verb="undo",
    name="annuler",
    key="n",
    icon="arrow-counterclockwise",
    label="Annuler le détachement",
    permission=Permission.DETACH_OWN,
    operation=attachments.undo_detach,
    check=attachments.check_undo,
    question=Question(
        "Annuler le détachement de « {row.concession.title} » ?",
        verb="Rattacher de nouveau",
        way_out="La laisser détachée",
        consequence="Elle sera de nouveau rattachée à {row.company.name}, avec la même preuve.",
    ),
    done=Done("« {row.concession.title} » est de nouveau rattachée."),
)
