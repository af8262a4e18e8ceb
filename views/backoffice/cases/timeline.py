"""The history of a case with the words of its notes and answers, which the trail does not keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from models.audit import AuditEvent
from models.cases import CaseNote
from views.backoffice.kit.columns import Moment
from views.backoffice.kit.history import facts
from views.messages import label_of


def with_notes(notes: Iterable[CaseNote]) -> Callable[[AuditEvent, Moment], Moment]:
    """What tells a moment with the note that its event is about."""
    by_number = {note.id: note for note in notes}

    def describe(event: AuditEvent, moment: Moment) -> Moment:
        note = by_number.get(facts(event.detail.after).get("note", 0))
        return moment if note is None else replace(moment, what=words_of(note), why=note.text)

    return describe


def words_of(note: CaseNote) -> str:
    """`Appel, 5 min`."""
    words = label_of("CaseNoteKind", note.kind)
    return words if note.minutes is None else f"{words}, {note.minutes} min"
