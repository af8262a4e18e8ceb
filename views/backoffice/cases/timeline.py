"""The history of a case: its events with its notes and answers, whose words the trail does not keep."""

from __future__ import annotations

from models.audit import AuditAction
from models.cases import Case, CaseNote, CaseNoteKind
from models.cases.queries import list_notes
from views.backoffice.kit.columns import Moment
from views.backoffice.kit.history import PRIVATE, History, history_of
from views.messages import event_of, label_of

TOLD_BY_NOTES = (AuditAction.CASE_NOTED, AuditAction.CASE_ANSWERED)
"""Events of which the note itself says more, and as long as it is kept: the trail forgets their details."""


def history_of_case(case: Case) -> History:
    """Newest first."""
    notes = [moment_of_note(note) for note in list_notes(case)]
    return history_of(("case", case.id), exclude=(*PRIVATE, *TOLD_BY_NOTES), unlogged=notes)


def moment_of_note(note: CaseNote) -> Moment:
    """A note as a history tells it."""
    is_answer = note.kind == CaseNoteKind.ANSWER
    tag = event_of(AuditAction.CASE_ANSWERED if is_answer else AuditAction.CASE_NOTED)
    return Moment(words_of(note), note.at, icon=tag.icon, tone=tag.tone, who=writer_of(note), why=note.text)


def words_of(note: CaseNote) -> str:
    """`Appel, 5 min`."""
    words = label_of("CaseNoteKind", note.kind)
    return words if note.minutes is None else f"{words}, {note.minutes} min"


def writer_of(note: CaseNote) -> str:
    """Who wrote it."""
    if note.agent is None:
        return "automatique"
    return f"{note.agent.name} ({label_of('Role', note.agent.role).lower()})"
