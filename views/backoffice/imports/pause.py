"""Holds a run where it is."""

from __future__ import annotations

from models.documents import imports
from models.documents.imports import ImportElsewhere
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

PAUSE = Seen(
    verb="pause",
    name="interrompre",
    icon="pause-circle-fill",
    label="Interrompre",
    permission=Permission.SEND_FILES,
    operation=imports.pause,
    check=imports.check_pause,
    absent=(ImportElsewhere,),
    question=Question(
        "Interrompre cette importation ?",
        verb="Interrompre l’importation",
        way_out="La laisser finir",
        consequence="Ce qui est repris le reste. La suite attend que vous la repreniez, 14 jours au plus.",
    ),
    done=Done("L’importation est interrompue."),
)
