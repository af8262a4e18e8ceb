"""The last print of a batch once more, where the printer failed."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import NothingToPrint
from models.permissions import Permission
from views.backoffice.kit.row_actions import Question
from views.backoffice.outreach.print_letters import Printing

PRINT_AGAIN = Printing(
    verb="print_again",
    name="lettres-encore",
    icon="arrow-repeat",
    label="Réimprimer les dernières lettres",
    tone="quiet",
    permission=Permission.RUN_BATCHES,
    operation=outreach.print_again,
    check=outreach.check_reprint,
    absent=(NothingToPrint,),
    question=Question(
        "Réimprimer les dernières lettres ?",
        verb="Réimprimer (PDF)",
        way_out="Ne rien imprimer",
        consequence="Le même fichier que la dernière fois.",
    ),
)
