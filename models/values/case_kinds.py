"""What a case is about."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What it is about: what was asked last, or that staff began."""

    HELP = "help"
    ATTACH = "attach"
    HELD = "held"
    CONTESTED = "contested"
    SILENT = "silent"
    """Whoever holds a record left unanswered who claims it."""

    ORPHANED = "orphaned"
    """What a company holds, or held, has no active referent any more."""

    MIGRATION = "migration"
    """Staff began by themselves."""


ACKNOWLEDGED = (CaseKind.HELP, CaseKind.ATTACH, CaseKind.HELD, CaseKind.SILENT)
"""What a person asked: they are written that it arrived, what is answered, and what became of it. A contested
attachment has mails of its own."""
