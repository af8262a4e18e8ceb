"""A letter to the company of a case: what it says stays in the case as a note."""

from __future__ import annotations

from typing import cast

from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case
from models.permissions import Permission
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Question, RowAction
from views.backoffice.texts.examples import values_of_case
from views.exports.letters import letter_of, print_letters
from views.fields import Form, LongText, Submission


class Writing(StepForm):
    """What the letter says."""

    message = LongText(
        "Texte de la lettre",
        needed="Écrivez ce que dit la lettre.",
        hint="Il est gardé comme note du dossier. N’y écrivez ni code ni mot de passe.",
        longest=2_000,
        attributes={"rows": "10"},
    )
    submission = Submission()


class ByLetter(RowAction[Case]):
    """It answers with the PDF; the note is its trace."""

    def take(self, screen: Asks, row: Case, form: Form) -> ResponseReturnValue:
        address = cast(list[str], self.operate(row, form))
        values = {**values_of_case(row), "message": form.answers["message"]}
        letter = letter_of("dossier", address, values)
        return cast(ResponseReturnValue, print_letters(f"lettre-dossier-{row.id}", [letter]))


LETTER = ByLetter(
    verb="letter",
    name="lettre",
    icon="file-earmark-text",
    label="Écrire une lettre",
    permission=Permission.KEEP_CASES,
    operation=cases.write_letter,
    check=cases.check_write_letter,
    form=Writing,
    question=Question(
        "Quelle lettre pour le dossier « {row.subject} » ?",
        verb="Imprimer la lettre (PDF)",
        way_out="Ne rien écrire",
        consequence="Elle part à l’adresse de la structure, mise en place pour une enveloppe à fenêtre.",
    ),
)
