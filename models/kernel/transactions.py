"""Write transactions, the same on both engines: all of it is committed together, or nothing is."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.kernel.base import db
from models.kernel.errors import LookOnly

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for a lock. Writers queue on our own file lock first, so this is but a net."""


def prepare(engine: Engine) -> None:
    """Teaches an engine our ways: on SQLite WAL, foreign keys, and a write lock taken at BEGIN."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", _sqlite_connect):
        return
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A deferred BEGIN that later writes loses updates or meets "database is locked".
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """One writer at a time on SQLite, in the order of arrival: its own busy wait starves some of them."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with open(Path(path).with_name(Path(path).name + ".turn"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def in_transaction() -> bool:
    """Whether a `transaction()` of ours is open on this session."""
    return bool(db.session().info.get("ours"))


def only_look() -> None:
    """From here on this session writes nothing: every `transaction()` raises `LookOnly`."""
    db.session().info["looks"] = True


@contextmanager
def transaction() -> Iterator[Session]:
    """One write: everything inside is committed together at the end, or nothing is. Inner calls join.

    The session must hold no change made outside. Rows loaded before are read again, so a rule is checked
    on what the database holds now. Inside: no hashing, network, rendering or parsing of files.
    """
    session: Session = db.session()
    if session.info.get("ours"):
        yield session
        return
    if session.info.get("looks"):
        raise LookOnly
    if session.in_transaction():
        strays = [*session.new, *session.dirty, *session.deleted]
        assert not strays, f"changed outside a transaction: {strays}"
        session.rollback()  # drops the stale snapshot
    with ExitStack() as stack:
        stack.enter_context(_turn(db.engine))
        session.info["ours"] = True
        try:
            session.connection(execution_options={"writes": True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("ours", None)
            session.info.pop("events", None)
            session.info.pop("notices", None)


@contextmanager
def pretence() -> Iterator[Session]:
    """Work done for its time alone, in the transaction under way: what is written inside is taken back.

    Where an answer must not tell whether something exists, neither may a clock.
    """
    with transaction() as session:
        nested = session.begin_nested()
        try:
            yield session
            session.flush()
        finally:
            nested.rollback()
