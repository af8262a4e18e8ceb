"""What staff wrote into a case goes with its person, or with time."""

from __future__ import annotations

from sqlalchemy import update

from models.cases.tables import Case, CaseNote
from models.kernel.base import db


def empty_notes(case: Case) -> None:
    """What staff wrote about a person goes: that somebody wrote, and when, stays."""
    case.next_action = case.blocked_by = ""
    if case.has_notes:
        case.has_notes = False
        db.session.execute(update(CaseNote).where(CaseNote.case_id == case.id).values(text=""))
