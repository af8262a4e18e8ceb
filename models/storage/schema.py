"""Brings a database to the newest schema."""

from __future__ import annotations

import fcntl
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, make_url
from sqlalchemy.exc import OperationalError

from models.lists import counts, search_index
from models.storage import ddl, indexes, privileges, registry
from models.storage.revisions import MIGRATIONS, current

logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells its plug-ins at every question
LOCK_WAIT_MS = 4_000
"""How long a migration waits for a lock, and keeps others waiting behind it."""

PAUSES = (1.0, 3.0, 9.0)
"""Seconds before each new try, in which those who waited have their turn."""

_LOCK_NOT_HAD = ("55P03", "40P01")
"""Not in time, or only by a circle of those who wait."""

_LOCK = 0x8A5C01E
"""The advisory lock of a migration on PostgreSQL, which earlier releases take alone."""


class BrokenReferences(Exception):
    """After an upgrade some rows point at nothing: it was undone."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's own settings, made here so that they travel with the package."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic should look at a thing: the search indexes are `models/storage/ddl.py`'s."""
    if name is None:
        return True
    searched = search_index.SEARCHED
    if kind == "table":
        return not any(name.startswith(f"{table}_fts") for table in searched)
    return kind != "index" or name not in {f"ix_{table}_search" for table in searched}


def upgrade(url: str, role: str | None = None) -> bool:
    """To the newest schema, all or nothing; two processes at once take turns. Says whether it did any.

    On PostgreSQL others may write meanwhile: it waits for none of their locks for long, since whoever asks
    after it would wait behind it, but lets go of all and tries again; indexes are built when it is done.
    `role`: the application's on PostgreSQL, where the address given is that of another role, the owner.
    """
    engine = _engine(url)
    try:
        for pause in PAUSES:
            try:
                return _upgrade(engine, role)
            except OperationalError as busy:
                if getattr(busy.orig, "sqlstate", None) not in _LOCK_NOT_HAD:
                    raise
            time.sleep(pause)
        return _upgrade(engine, role)
    finally:
        engine.dispose()


def _upgrade(engine: Engine, role: str | None) -> bool:
    shared = engine.dialect.name == "postgresql"
    with _alone(engine):
        with engine.connect() as connection, connection.begin():
            if shared:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
            before = current(connection)
            bring_up(connection, alone=not shared)
            privileges.apply(connection, role)
            changed = before != current(connection)
        return bool(shared and indexes.build_missing(engine)) or changed


def bring_up(connection: Connection, *, alone: bool = True) -> None:
    """The same within the transaction of a connection, but for privileges. Raises `BrokenReferences`.

    `alone`: nobody else writes, so that indexes may be built in it.
    """
    command.upgrade(config(connection), "head")
    if alone:
        indexes.create_missing(connection)
    # Recreating a table, which is how SQLite alters one, drops its triggers without a word.
    ddl.apply(connection)
    counts.recount(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferences(f"{len(broken)} rows of {broken[0][0]} point at nothing")


def begin_at(connection: Connection, revision: str) -> None:
    """Drops every table of ours, and makes those of an older schema, empty; on PostgreSQL alone."""
    quote = connection.dialect.identifier_preparer.quote
    ours = {table.name for table in registry.load().metadata.tables.values()} | {"alembic_version"}
    there = ours.intersection(inspect(connection).get_table_names())
    connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, sorted(there)))} CASCADE")
    command.upgrade(config(connection), revision)


def make_fresh(url: str) -> None:
    """The schema straight from the models, in an empty database: what migrations must come to; for tests."""
    engine = _engine(url)
    with engine.connect() as connection, connection.begin():
        registry.load().metadata.create_all(connection)
        ddl.apply(connection)
        command.stamp(config(connection), "head")
        privileges.apply(connection)
    engine.dispose()


def _engine(url: str) -> Engine:
    path = make_url(url).database
    # Behind a pooler a prepared statement would be sought where it is not; nothing here is asked often.
    unprepared = {} if url.startswith("sqlite") else {"prepare_threshold": None}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=unprepared)
    if engine.dialect.name == "sqlite" and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _connect)
        event.listen(engine, "begin", _begin)
    return engine


def _connect(connection: Any, _: object) -> None:
    # Unlike the application's: foreign keys off, since tables are recreated; they are checked at the end.
    connection.isolation_level = None
    for pragma in ("busy_timeout = 60000", "journal_mode = WAL", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name == "postgresql":
        with indexes.turn(engine):
            yield
        return
    if not path:
        yield
        return
    with open(f"{path}.upgrade", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def revise(message: str) -> None:
    """Writes the next migration from what the models say: `python -m models.storage.schema "Why"`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = _engine(f"sqlite:///{folder}/head.db")
        with engine.connect() as connection, connection.begin():
            command.upgrade(config(connection), "head")
            number = len(list(MIGRATIONS.glob("versions/[0-9]*.py"))) + 1
            command.revision(config(connection), message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()


if __name__ == "__main__":
    registry.load()
    revise(" ".join(sys.argv[1:]))
