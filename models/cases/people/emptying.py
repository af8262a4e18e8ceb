"""What was written into a case goes with its person, or with time."""

from __future__ import annotations

from sqlalchemy import update

from models.cases.entries import CaseNote
from models.cases.tables import Case
from models.kernel.base import db


def empty_notes(case: Case) -> None:
    """What was written goes: that somebody wrote, and when, stays."""
    case.next_action = case.blocked_by = ""
    merged = Case.company_id == case.company_id, Case.merged_into_id == case.id
    db.session.execute(update(Case).where(*merged).values(next_action="", blocked_by=""))
    if case.has_notes:
        case.has_notes = False
        db.session.execute(update(CaseNote).where(CaseNote.case_id == case.id).values(text=""))
        for question in case.questions:
            question.message = question.phone = ""


def empty_questions_of(account_id: int, case: Case, *, keep_messages: bool) -> None:
    """What one person asked in it: their number and what they were answered; their own words unless kept."""
    own = [question for question in case.questions if question.account_id == account_id]
    for question in own:
        question.phone = ""
        question.message = question.message if keep_messages else ""
    answers = CaseNote.question_id.in_([question.id for question in own])
    db.session.execute(update(CaseNote).where(answers).values(text=""))
