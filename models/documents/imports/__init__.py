"""Imports from the console: a file sent, tried, taken in by the worker, told line by line, then forgotten."""

from models.documents.imports.desk import Desk, Look, Wanted
from models.documents.imports.files import FileGone
from models.documents.imports.refusals import BatchUsed, ColumnsWrong, ImportElsewhere, NothingToTell
from models.documents.imports.sending import check_columns, send, tell_columns
from models.documents.imports.steps import (
    check_confirm,
    check_drop,
    check_pause,
    check_resume,
    confirm,
    drop,
    drop_abandoned,
    forget_lines,
    pause,
    resume,
)
from models.documents.imports.tables import ImportKind, ImportLine, ImportRun, ImportState
from models.documents.imports.telling import check_refused, check_report, check_result, note_download

__all__ = [
    "BatchUsed",
    "ColumnsWrong",
    "Desk",
    "FileGone",
    "ImportElsewhere",
    "ImportKind",
    "ImportLine",
    "ImportRun",
    "ImportState",
    "Look",
    "NothingToTell",
    "Wanted",
    "check_columns",
    "check_confirm",
    "check_drop",
    "check_pause",
    "check_refused",
    "check_report",
    "check_result",
    "check_resume",
    "confirm",
    "drop",
    "drop_abandoned",
    "forget_lines",
    "note_download",
    "pause",
    "resume",
    "send",
    "tell_columns",
]
