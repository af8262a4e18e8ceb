"""A letter to the company of a case: what it says stays in the case as a note."""

from __future__ import annotations

from models.cases.entries import CaseNoteKind
from models.cases.tables import Case
from models.cases.writing.notes import note
from models.concessions.letters import postal_lines
from models.kernel.actors import Actor
from models.kernel.transactions import transaction


def check_write_letter(case: Case, actor: Actor) -> None:
    """Raises `PostalAddressMissing`."""
    _lines_of(case)


def write_letter(case: Case, *, message: str, submission: str | None = None, actor: Actor) -> list[str]:
    """Keeps what a letter says to the company of the case; where it goes, as lines of an address.

    A form that is sent twice, as its `submission` tells, is kept once. Raises `PostalAddressMissing`, and
    what `note` does.
    """
    with transaction():
        lines = _lines_of(case)
        note(case, kind=CaseNoteKind.LETTER, text=message, submission=submission, actor=actor)
        return lines


def _lines_of(case: Case) -> list[str]:
    company = case.company
    if company is None:  # a visitor's: nobody knows where they live
        return postal_lines("", "", "", "")
    return postal_lines(company.name, company.address, company.postcode, company.city)
