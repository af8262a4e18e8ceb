"""What every table and operation stands on: the database, its clock and its write transactions."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, String, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for a lock. Writers queue on our own file lock first, so this is but a net."""


class Base(DeclarativeBase):
    """The tables of Bascule. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata, engine_options={"hide_parameters": True})


class DomainError(Exception):
    """A refusal of ours, told as a fact: the class is its name, `facts` fill the sentence that views write.

    `field` names the concept concerned (the name of a form's field), or is None for the whole form.
    """

    field: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{type(self).__name__}({shown})"


class Stale(DomainError):
    """Somebody else saved first: the row is no longer at the version that the person saw."""


class NotAllowed(DomainError):
    """The actor's role does not hold what the operation asks for."""


class LookOnly(NotAllowed):
    """Whoever looks in another's place writes nothing, by whatever way."""


class ReasonMissing(DomainError):
    """This step is taken with a reason."""

    field = "reason"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps it as sortable ISO text, PostgreSQL as `timestamptz`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def key_column(length: int) -> String:
    """A folded text that is sorted and searched by prefix: compared byte by byte on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


UNNESTED: Any = "unnested"
"""The `innerjoin` of a relationship read along: flat, even behind an outer join.

Nested, `a LEFT JOIN (b JOIN c)`, SQLite reads all of b and c before it looks at a: 0.3 s for each visitor's
session with a hundred thousand accounts.
"""


def now() -> datetime:
    """The time, from Python's clock and never from the database's, so that tests and libfaketime move it."""
    return datetime.now(UTC)


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


def lock(name: str) -> None:
    """Serialises, until the end of the transaction, the writers that give the same name.

    SQLite has a single writer already; PostgreSQL takes an advisory lock.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy import func, select

        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
