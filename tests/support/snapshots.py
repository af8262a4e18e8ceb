"""People whom many tests ask for, made once by the operations: a copy of the file, or of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table

from models.storage import registry
from tests.support import people

PEOPLE: dict[str, Callable[[], Any]] = {
    "agent": lambda: people.staff("agent"),
    "supervisor": lambda: people.staff("supervisor"),
    "admin": lambda: people.staff("admin"),
    "account": people.active,
}
"""By the name of the fixture; made in this order."""


@dataclass(frozen=True)
class Snapshot:
    """A database of a few people: their numbers, and SQLite's file or PostgreSQL's rows."""

    numbers: dict[str, int]
    file: Path
    rows: dict[str, bytes]


def _columns(table: Table) -> str:
    """What PostgreSQL computes by itself it takes from nobody."""
    return ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)


def rows_of(engine: Engine) -> dict[str, bytes]:
    """What each table holds, save the empty ones, by the statement that puts it back."""
    found = {}
    with engine.connect() as connection, connection.connection.cursor() as cursor:
        for table in registry.load().metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" ({_columns(table)}) TO STDOUT') as copy:
                rows = b"".join(bytes(part) for part in copy)
            if rows:
                found[f'COPY "{table.name}" ({_columns(table)}) FROM STDIN'] = rows
    return found


def put_back(connection: Connection, snapshot: Snapshot) -> None:
    """Without triggers, which have had their say when the rows were made."""
    with connection.connection.cursor() as cursor:
        for statement, rows in snapshot.rows.items():
            with cursor.copy(statement) as copy:
                copy.write(rows)
