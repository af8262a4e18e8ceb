"""Gives a record back to the company that it was taken from."""

from __future__ import annotations

from models.attachments import Attachment, AttachmentOver, UndoTooLate, afterwards
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction


def _former(row: Attachment) -> str:
    """Whose it was; its page may be asked for what was never transferred."""
    return "la structure précédente" if row.taken_from is None else row.taken_from.company.name


UNDO_TRANSFER = RowAction(
    verb="undo_transfer",
    name="rendre",
    icon="arrow-counterclockwise",
    label="Annuler le transfert",
    permission=Permission.DETACH_ANY,
    operation=afterwards.undo_transfer,
    check=afterwards.check_undo_transfer,
    absent=(AttachmentOver, afterwards.NotTransferred, UndoTooLate),
    form=ReasonForm,
    question=Question(
        lambda row: f"Rendre « {row.concession.title} » à {_former(row)} ?",
        verb="Rendre la concession",
        way_out="La laisser à {row.company.name}",
        consequence=lambda row: (
            f"Elle quitte {row.company.name} ; {_former(row)} la retrouve, avec"
            " sa preuve et ses référents. Tous sont prévenus."
        ),
        danger=True,
    ),
    done=Done("« {row.concession.title} » est rendue à {made.company.name}.", more="Tous sont prévenus."),
)
