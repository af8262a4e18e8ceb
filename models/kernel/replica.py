"""A copy of the database that follows it: lists, exports and reports read there while it is close behind.

Whoever wrote reads what they wrote: their page goes to the copy only once it has replayed their last write.
Who is there and what they may is read before, of the primary, as is whatever decides a write.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from models.kernel.base import READS, WROTE, db
from models.kernel.transactions import leave_snapshot
from models.kernel.waiting import outages

REPLICA = "replica"
"""The name of its engine."""

LATEST = 10.0
"""Seconds behind the primary from which nobody is sent there."""

FRESH = 1.0
"""Seconds for which a process believes what it saw."""

PAUSE = 5.0
"""Seconds for which a process leaves a copy alone that did not answer."""

NEVER = 2**63 - 1
"""The position of a write of which nobody could learn where it stands: no copy ever has it for sure."""

Answer = TypeVar("Answer")

_PRIMARY = text("SELECT pg_current_wal_flush_lsn() - '0/0', clock_timestamp()")
_COPY = text(
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() - '0/0',"
    " EXTRACT(EPOCH FROM CAST(:there AS timestamptz) - pg_last_xact_replay_timestamp())"
)
# Ahead of what is flushed by a moment: with it the commit is in, whatever `synchronous_commit` says.
_WRITTEN = text("SELECT pg_current_wal_insert_lsn() - '0/0'")


@dataclass(frozen=True)
class Seen:
    """What was seen of it: `ok`, `late` or `away`; the seconds that it lags, where that is known."""

    state: str
    lag: float | None = None
    replayed: int = 0

    @property
    def seconds(self) -> float:
        """For figures: endless where it is away or nobody knows."""
        return float("inf") if self.lag is None else self.lag


@dataclass
class _Watch:
    """What a process saw last, and until when it goes by that."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    seen: Seen | None = None
    until: float = float("-inf")


_watches: WeakKeyDictionary[Engine, _Watch] = WeakKeyDictionary()


def is_set() -> bool:
    """Whether this installation has one."""
    return REPLICA in db.engines


def look(after: int = 0) -> Seen | None:
    """How it follows, as seen within the last second; None without one.

    `after`: a position in the primary's log: what was seen lately does not do where it is short of that. One
    thread asks; the others meanwhile go by what was seen before.
    """
    if not is_set():
        return None
    copy = db.engines[REPLICA]
    watch = _watches.setdefault(copy, _Watch())
    seen = watch.seen
    if seen is not None and time.monotonic() < watch.until and (seen.state != "ok" or seen.replayed >= after):
        return seen
    if not watch.guard.acquire(blocking=seen is None):
        return seen
    try:
        watch.seen = _ask(db.engine, copy)
        watch.until = time.monotonic() + (PAUSE if watch.seen.state == "away" else FRESH)
        return watch.seen
    finally:
        watch.guard.release()


def _ask(primary: Engine, copy: Engine) -> Seen:
    with primary.connect() as connection:
        flushed, there = connection.execute(_PRIMARY).one()
    try:
        with copy.connect() as connection:
            follows, replayed, age = connection.execute(_COPY, {"there": there}).one()
    except SQLAlchemyError:
        return Seen("away")
    if not follows:
        return Seen("away")  # a server of its own, which follows nobody any more
    replayed = int(replayed or 0)
    # How old its last commit is: after a quiet hour that says too much, until it has the next one.
    lag = 0.0 if replayed >= flushed else None if age is None else max(float(age), 0.0)
    return Seen("ok" if lag is not None and lag <= LATEST else "late", lag, replayed)


def answer(view: Callable[[], Answer], after: Callable[[], int]) -> Answer:
    """What the view answers, read of the copy if it is there, close behind and has `after`; else as ever.

    A view that can be asked twice: where the copy breaks off, the primary is asked from the beginning.
    """
    if not is_set():
        return view()
    session = db.session()
    leave_snapshot(session)  # no connection of the primary is held meanwhile
    wanted = after()
    seen = look(wanted)
    if seen is None or seen.state != "ok" or seen.replayed < wanted:
        return view()
    session.info[READS] = db.engines[REPLICA]
    try:
        return view()
    except SQLAlchemyError as trouble:
        if not _is_its_own(trouble):
            raise
        watch = _watches[db.engines[REPLICA]]
        watch.seen, watch.until = Seen("away"), time.monotonic() + PAUSE
        _leave(session)
        return view()
    finally:
        if READS in session.info:
            _leave(session)


def _leave(session: Session) -> None:
    """Back to the primary: what follows must not stumble over a connection to a copy that died meanwhile."""
    session.info.pop(READS)
    try:
        leave_snapshot(session)
    except SQLAlchemyError:
        with suppress(SQLAlchemyError):
            session.rollback()


def _is_its_own(trouble: SQLAlchemyError) -> bool:
    """Whether the primary may do better: what merely takes too long would take too long there too."""
    slow = isinstance(trouble, DBAPIError) and getattr(trouble.orig, "sqlstate", None) == "57014"
    return outages.is_outage(trouble) and not slow


def engine() -> Engine:
    """Where this session reads now, for what is read in another session and later."""
    chosen: Engine = db.session().info.get(READS) or db.engine
    return chosen


def last_write(known: int) -> int:
    """The position that has all that this session wrote, `known` where it wrote nothing; asked at its end."""
    if not is_set() or not db.session().info.pop(WROTE, False):
        return known
    try:
        with db.engine.connect() as connection:
            return int(connection.execute(_WRITTEN).scalar_one())
    except SQLAlchemyError:
        return NEVER
