"""Write transactions, the same on both engines: all of it is committed together, or nothing is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.kernel.base import COMMITTED, OURS, WROTE, db
from models.kernel.errors import LookOnly
from models.kernel.waiting import outages, turns
from models.kernel.waiting.outages import Budget, Busy

READ_WAIT_MS = 4_000
"""How long a reader of SQLite waits; in WAL it never does, save while the file itself is recovered."""


def prepare(engine: Engine, budget: Budget = outages.WORK, *, pooled: bool = False) -> None:
    """Teaches an engine our ways: how long to wait; on SQLite WAL, foreign keys, a write lock at BEGIN.

    `pooled`: its connections lead to a pooler, which gives each transaction whichever server is free.
    """
    if engine.dialect.name == "postgresql":
        _budgets(engine, budget, pooled=pooled)
    elif not event.contains(engine, "connect", _sqlite_connect):
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    engine.update_execution_options(budget=budget)


def _budgets(engine: Engine, budget: Budget, *, pooled: bool) -> None:
    wanted = {
        "lock_timeout": budget.lock,
        "statement_timeout": budget.statement,
        "idle_in_transaction_session_timeout": budget.idle,
    }
    how = "SET LOCAL" if pooled else "SET"
    statements = "; ".join(f"{how} {name} = {int(value * 1000)}" for name, value in wanted.items() if value)

    def set_budgets(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        connection.cursor().execute(statements)
        connection.autocommit = False

    def begin_with_budgets(connection: Connection) -> None:
        # Set at connecting, they would stay with a server that serves others next.
        connection.connection.cursor().execute(statements)

    if pooled:
        event.listen(engine, "begin", begin_with_budgets)
    else:
        event.listen(engine, "connect", set_budgets)


def _sqlite_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {READ_WAIT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A deferred BEGIN that later writes loses updates or meets "database is locked".
    wait = connection.get_execution_options().get("writes")
    if wait is None:
        connection.exec_driver_sql("BEGIN")
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}").close()
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {READ_WAIT_MS}").close()


def _turn(engine: Engine, deadline: float) -> AbstractContextManager[None]:
    """One writer at a time on SQLite: its own busy wait starves some of them."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return nullcontext()
    return turns.turn(Path(path).with_name(Path(path).name + ".turn"), deadline)


def in_transaction() -> bool:
    """Whether a `transaction()` of ours is open on this session."""
    return bool(db.session().info.get(OURS))


def only_look() -> None:
    """From here on this session writes nothing: every `transaction()` raises `LookOnly`."""
    db.session().info["looks"] = True


@contextmanager
def transaction(patience: float | None = None, *, keeping: bool = False) -> Iterator[Session]:
    """One write: everything inside is committed together at the end, or nothing is. Inner calls join.

    It waits for others as long as the engine's budget says, or `patience` seconds; then it raises what
    `outages.is_outage` knows.

    The session must hold no change made outside. Rows loaded before are read again, so a rule is checked
    on what the database holds now; with `keeping` they stay as they were read, for a write that asks nothing
    of them. Inside: no hashing, network, rendering or parsing of files.
    """
    session: Session = db.session()
    if session.info.get(OURS):
        yield session
        return
    if session.info.get("looks"):
        raise LookOnly
    if session.in_transaction():
        strays = [*session.new, *session.dirty, *session.deleted]
        assert not strays, f"changed outside a transaction: {strays}"
        # Taken back, the reading that went before forgets its rows.
        leave_snapshot(session) if keeping else session.rollback()
    usual = db.engine.get_execution_options().get("budget", outages.WORK).lock
    wait = outages.patience(usual if patience is None else patience)
    deadline = time.monotonic() + wait
    with ExitStack() as stack:
        try:
            stack.enter_context(_turn(db.engine, deadline))
        except Busy as busy:
            outages.note(busy)
            raise
        session.info[OURS] = True
        try:
            left = max(deadline - time.monotonic(), 0.05)
            connection = session.connection(execution_options={"writes": left})
            if (patience is not None or wait < usual) and connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait * 1000)}")
            yield session
            session.expire_on_commit = not keeping
            session.info[WROTE] = True  # whatever becomes of the answer
            session.commit()
            session.info[COMMITTED] = True
        except BaseException as trouble:
            outages.note(trouble)
            session.rollback()
            raise
        finally:
            session.expire_on_commit = True
            session.info.pop(OURS, None)
            session.info.pop("events", None)
            session.info.pop("notices", None)
            session.info.pop("forgetting", None)


def leave_snapshot(session: Session) -> None:
    """Ends the reading that went before, whose rows stay as they were read."""
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True


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
