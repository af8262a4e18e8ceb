"""Lets a held run go on where it stopped."""

from __future__ import annotations

from models.documents import imports
from models.documents.imports import ImportElsewhere
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen

RESUME = Seen(
    verb="resume",
    name="reprendre",
    icon="upload",
    label="Reprendre",
    permission=Permission.SEND_FILES,
    operation=imports.resume,
    check=imports.check_resume,
    absent=(ImportElsewhere,),
    question=Question(
        "Reprendre cette importation ?",
        verb="Reprendre l’importation",
        way_out="La laisser interrompue",
        consequence="Elle repart à la ligne où elle s’est arrêtée, en votre nom.",
    ),
    done=Done("L’importation repart où elle s’était arrêtée."),
)
