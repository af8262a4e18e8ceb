"""Takes a detachment back."""

from __future__ import annotations

from models import attachments
from models.attachments import NothingToUndo
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

UNDO = Seen(
    verb="undo",
    name="annuler",
    key="n",
    icon="arrow-counterclockwise",
    label="Annuler le détachement",
    permission=Permission.DETACH_OWN,
    operation=attachments.undo_detach,
    check=attachments.check_undo,
    absent=(NothingToUndo,),
    question=Question(
        "Annuler le détachement de « {row.concession.title} » ?",
        verb="Rattacher de nouveau",
        way_out="La laisser détachée",
        consequence="Elle sera de nouveau rattachée à {row.company.name}, avec la même preuve.",
    ),
    done=Done("« {row.concession.title} » est de nouveau rattachée."),
)
