"""The letters of a batch in one file: the next ones, or the last print again."""

from __future__ import annotations

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from models.concessions import outreach
from models.concessions.outreach import NothingToPrint, Outreach, Paper, Standing
from models.permissions import Permission
from views.backoffice.kit.row_actions import Asks, Question
from views.backoffice.kit.special_actions import Seen
from views.exports.letters import letter_of, print_letters
from views.fields import Form
from views.mails import invitation_values


class Printing(Seen[Outreach]):
    """It answers with the PDF."""

    def take(self, screen: Asks, row: Outreach, form: Form) -> ResponseReturnValue:
        papers: Sequence[Paper] = self.operate(row, form)  # type: ignore[assignment]
        letters = [
            letter_of(
                "rappel" if paper.reminds else "invitation",
                paper.address,
                invitation_values(paper.titles, paper.holder),
            )
            for paper in papers
        ]
        without = row.count(Standing.UNREACHABLE)
        return print_letters(f"lettres-lot-{row.id}", letters, listed=True, without=without)


PRINT_LETTERS = Printing(
    verb="print_letters",
    name="lettres",
    key="l",
    icon="file-earmark-text",
    label="Imprimer les lettres",
    permission=Permission.RUN_BATCHES,
    operation=outreach.print_next,
    check=outreach.check_print,
    absent=(NothingToPrint,),
    question=Question(
        "Imprimer les lettres de ce lot ?",
        verb="Imprimer (PDF)",
        way_out="Ne rien imprimer",
        consequence=(
            "Un seul fichier, 200 lettres au plus, puis la liste des adresses. Elles comptent ensuite "
            "comme imprimées."
        ),
    ),
)
