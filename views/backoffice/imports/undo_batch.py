"""Takes a batch of migrations back, while nobody uses it."""

from __future__ import annotations

from models import attachments
from models.documents.imports import ImportElsewhere
from models.permissions import Permission
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

UNDO_BATCH = Seen(
    verb="undo_batch",
    name="annuler",
    icon="arrow-counterclockwise",
    label="Annuler le lot",
    tone="quiet",
    permission=Permission.RUN_BATCHES,
    form=ReasonForm,
    operation=attachments.undo_batch,
    check=attachments.check_undo_batch,
    absent=(ImportElsewhere,),
    question=Question(
        "Annuler ce lot ?",
        verb="Annuler le lot",
        way_out="Le garder",
        consequence=(
            "Ses rattachements sont retirés, et les comptes qu’il a créés sont fermés : chacun est prévenu. "
            "Le même fichier pourra être déposé de nouveau."
        ),
        danger=True,
    ),
    done=Done("Le lot est annulé."),
)
