"""Indexes that a migration leaves out: on PostgreSQL they are built beside the writers, who wait for none.

A migration is one transaction, and an index built in one keeps whoever writes to its table waiting until the
end of all of it. So an index on a table that is there already stands in the model alone; what the model says
and the database lacks is built once the migrations are committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Index
from sqlalchemy.schema import CreateIndex

from models.lists import search_index
from models.storage import registry

LOCK = 0x8A5C01F
"""The advisory lock of whoever upgrades."""

PAUSE = 0.5
"""Seconds between two looks whether somebody else has finished."""

_VALID = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'index'",
    "postgresql": "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisvalid AND n.nspname = current_schema()",
}


def missing(connection: Connection) -> list[Index]:
    """What the models say and the database lacks, or has half built; the search indexes are `ddl`'s."""
    present = set(connection.exec_driver_sql(_VALID[connection.dialect.name]).scalars())
    present |= {f"ix_{table}_search" for table in search_index.SEARCHED}
    tables = registry.load().metadata.sorted_tables
    wanted = (index for table in tables for index in table.indexes if index.name not in present)
    return sorted(wanted, key=lambda index: str(index.name))


def create_missing(connection: Connection) -> None:
    """Builds them in the transaction of the connection, where nobody else writes."""
    for index in missing(connection):
        index.create(connection)


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """The turn of whoever upgrades, held by a transaction: behind a pooler no other lock stays."""
    with engine.connect() as connection:
        # Not a lock that waits: a build waits for every statement under way, and so for whoever waits for it.
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({LOCK})").scalar():
            connection.rollback()
            time.sleep(PAUSE)
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def build_missing(engine: Engine) -> list[str]:
    """Builds them on PostgreSQL while others write; the names. What was left half built is built anew.

    Inside one's `turn`: two who build one index are in each other's way.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        built = []
        for index in missing(connection):
            quoted = connection.dialect.identifier_preparer.quote(str(index.name))
            connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {quoted}")
            plain = str(CreateIndex(index).compile(dialect=connection.dialect))
            connection.exec_driver_sql(plain.replace(" INDEX ", " INDEX CONCURRENTLY ", 1).replace("%", "%%"))
            built.append(str(index.name))
        return built
