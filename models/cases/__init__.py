"""Cases: what a company asks staff to do with it, and what became of it."""

from models.cases.asking import TooManyCases, ask_help, open_
from models.cases.closing import check_close, close, tells_outcome
from models.cases.entries import CaseNote, CaseNoteKind, CaseQuestion
from models.cases.following import DueDayPast, OwnerUnknown, check_follow, follow, take_back
from models.cases.opening import open_for
from models.cases.people.forgetting import forget_before
from models.cases.presence import CasePresence, beat
from models.cases.promising import note_for, promise, set_next
from models.cases.tables import Case, CaseClosed
from models.cases.writing.drafts import CaseDraft, keep_draft
from models.cases.writing.letters import check_write_letter, write_letter
from models.cases.writing.notes import (
    AddresseeMissing,
    AnswerEmpty,
    MinutesImplausible,
    NobodyToAnswer,
    NoteEmpty,
    answer,
    check_answer,
    check_note,
    note,
)
from models.values.case_kinds import CaseKind

__all__ = [
    "AddresseeMissing",
    "AnswerEmpty",
    "Case",
    "CaseDraft",
    "CaseClosed",
    "CaseKind",
    "CaseNote",
    "CaseNoteKind",
    "CasePresence",
    "CaseQuestion",
    "DueDayPast",
    "MinutesImplausible",
    "NobodyToAnswer",
    "NoteEmpty",
    "OwnerUnknown",
    "TooManyCases",
    "answer",
    "ask_help",
    "beat",
    "check_answer",
    "check_close",
    "check_follow",
    "check_note",
    "check_write_letter",
    "close",
    "follow",
    "forget_before",
    "keep_draft",
    "note",
    "note_for",
    "open_",
    "open_for",
    "promise",
    "set_next",
    "take_back",
    "tells_outcome",
    "write_letter",
]
