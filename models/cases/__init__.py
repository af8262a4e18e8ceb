"""Cases: what a company asks staff to do with it, and what became of it."""

from models.cases.closing import CaseClosed, check_close, close, tells_outcome
from models.cases.following import DueDayPast, OwnerUnknown, check_follow, follow, take_back
from models.cases.forgetting import forget_before
from models.cases.notes import (
    AnswerEmpty,
    MinutesImplausible,
    NobodyToAnswer,
    NoteEmpty,
    answer,
    check_answer,
    check_note,
    note,
)
from models.cases.opening import TooManyCases, ask_help, open_
from models.cases.tables import Case, CaseKind, CaseNote, CaseNoteKind

__all__ = [
    "AnswerEmpty",
    "Case",
    "CaseClosed",
    "CaseKind",
    "CaseNote",
    "CaseNoteKind",
    "DueDayPast",
    "MinutesImplausible",
    "NobodyToAnswer",
    "NoteEmpty",
    "OwnerUnknown",
    "TooManyCases",
    "answer",
    "ask_help",
    "check_answer",
    "check_close",
    "check_follow",
    "check_note",
    "close",
    "follow",
    "forget_before",
    "note",
    "open_",
    "take_back",
    "tells_outcome",
]
