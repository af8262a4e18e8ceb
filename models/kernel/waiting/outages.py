"""When the database does not answer: what counts as that, and how long anybody waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

_SQLITE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
)
"""Result codes (sqlite.org/rescode.html): locked by another program, a full or read-only disk."""

_POSTGRESQL = ("08", "53", "55P03", "57", "58", "40", "25006", "25P03", "25P04")
"""Beginnings of SQLSTATE (PostgreSQL manual, appendix A): the connection, resources, a lock not had in time,
an operator's intervention or a timeout, the system, a lost race, a read-only server, an idle transaction."""


class Busy(SQLAlchemyError):
    """Another writer has kept its turn for longer than we wait."""


class StoreAway(SQLAlchemyError):
    """The server of the files does not answer, or refuses us; the message is a few words."""


@dataclass(frozen=True)
class Budget:
    """How long work may hold things up, in seconds; None is for ever. Only `lock` counts on SQLite."""

    lock: float
    statement: float | None = None
    idle: float | None = None


REQUEST = Budget(lock=4, statement=15, idle=60)
"""Somebody waits for a page: they get it, or are told calmly that they will not."""

WORK = Budget(lock=30, idle=600)
"""The command line and the worker, which have the time."""

HURRY = 0.25
"""Where waiting is not worth it: a moment after it was in vain, and for what may as well be written later."""

LESSON = 5.0
"""So long after waiting in vain nobody else waits: threads that wait would answer no other page."""

_WAITED = {"SQLITE_BUSY", "SQLITE_LOCKED", "55P03"}

_in_vain_at = float("-inf")


def note(error: BaseException) -> None:
    """Remembers a wait in vain, for `patience`."""
    global _in_vain_at
    if isinstance(error, Busy) or (isinstance(error, DBAPIError) and _code(error) in _WAITED):
        _in_vain_at = time.monotonic()


def patience(usual: float) -> float:
    """For how long to wait for a lock now."""
    return min(usual, HURRY) if time.monotonic() < _in_vain_at + LESSON else usual


def is_outage(error: BaseException | None) -> bool:
    """Whether the database, or the files' server, is gone, locked, full or too slow; not asked amiss."""
    if isinstance(error, Busy | StoreAway | TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = _code(error)
    if code.startswith("SQLITE"):
        return code.startswith(_SQLITE)
    # Without a code the server was never reached, or went away.
    return error.connection_invalidated or code.startswith(_POSTGRESQL) or code == "unreached"


def is_lost_race(error: BaseException | None) -> bool:
    """Whether PostgreSQL took this transaction back for another's sake: done again, it may succeed."""
    return isinstance(error, DBAPIError) and _code(error).startswith("40")


def _code(error: DBAPIError) -> str:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return str(name)
    lost = type(error.orig).__name__ in ("OperationalError", "InterfaceError")
    return str(getattr(error.orig, "sqlstate", None) or ("unreached" if lost else ""))
