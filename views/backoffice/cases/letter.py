"""A letter to the company of a case: what it says stays in the case as a note."""

from __future__ import annotations

from typing import cast

from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case, CaseNoteKind
from models.concessions.letters import postal_lines
from models.kernel.actors import Actor
from models.permissions import Permission
from views import access
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
        address, message = address_of(row), form.answers["message"]
        cases.note(
            row,
            kind=CaseNoteKind.LETTER,
            text=message,
            submission=form.answers["submission"],
            actor=access.current_actor(),
        )
        values = {**values_of_case(row), "message": message}
        letter = letter_of("dossier", address, values)
        return cast(ResponseReturnValue, print_letters(f"lettre-dossier-{row.id}", [letter]))


def address_of(case: Case) -> list[str]:
    """Where it goes. Raises `PostalAddressMissing`."""
    company = case.company
    if company is None:
        return postal_lines("", "", "", "")
    return postal_lines(company.name, company.address, company.postcode, company.city)


def check_letter(case: Case, actor: Actor) -> None:
    """Raises `PostalAddressMissing`."""
    address_of(case)


LETTER = ByLetter(
    verb="letter",
    name="lettre",
    icon="file-earmark-text",
    label="Écrire une lettre",
    permission=Permission.KEEP_CASES,
    operation=cases.note,
    check=check_letter,
    form=Writing,
    question=Question(
        "Quelle lettre pour le dossier « {row.subject} » ?",
        verb="Imprimer la lettre (PDF)",
        way_out="Ne rien écrire",
        consequence="Elle part à l’adresse de la structure, mise en place pour une enveloppe à fenêtre.",
    ),
)
