"""Texts that administrators edit: mails, canned replies, letters, the service message; versions are kept."""

from models.mails.texts.editing import (
    DaysCrossed,
    TextUnknown,
    Wording,
    add_reply,
    check,
    edit,
    restore,
)
from models.mails.texts.kinds import TextGroup, TextKind
from models.mails.texts.substitution import (
    BrokenVariable,
    LinkInText,
    MissingVariable,
    TextMissing,
    TextRefused,
    UnknownVariable,
    fill,
)
from models.mails.texts.tables import EditedText, EditedTextVersion

__all__ = [
    "BrokenVariable",
    "DaysCrossed",
    "EditedText",
    "EditedTextVersion",
    "LinkInText",
    "MissingVariable",
    "TextGroup",
    "TextKind",
    "TextMissing",
    "TextRefused",
    "TextUnknown",
    "UnknownVariable",
    "Wording",
    "add_reply",
    "check",
    "edit",
    "fill",
    "restore",
]
