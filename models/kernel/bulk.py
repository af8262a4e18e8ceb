"""Rows by the thousand: written in one statement, so that triggers and search indexes work on all at once.

Row by row, each insertion is a statement of its own, at whose end SQLite's search index writes what it has
gathered: five times as dear as the row itself. PostgreSQL takes them as a COPY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

FEW = 50
"""Up to so many rows the usual way costs no more."""

CACHE_KB = 32_000
"""What SQLite keeps at hand of indexes that many rows reach into: with its usual 2 MB it writes pages out and
reads them again, which takes as long as all the rest."""

CHECKPOINT = 8_000
"""Pages of the log (32 MB) before they are put in their places: one that changes often is put there once."""

_STAGED = "bulk_rows"


def add(session: Session, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Inserts rows that all have the same columns; what they leave out has its default.

    Constraints and triggers hold as they do for one row, and the errors are those of one.
    """
    if len(rows) <= FEW:
        if rows:
            session.connection().execute(_insertion(table), rows)
        return
    connection = session.connection()
    _make_room(connection)
    names, columns = _columns(connection, table, rows)
    if connection.dialect.name == "sqlite":
        with _staged(connection, names, columns) as staged:
            insertion = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * FROM {staged}"  # noqa: S608
            connection.exec_driver_sql(insertion)
    else:
        _copy(connection, table.name, names, columns)


@cache
def _insertion(table: Table) -> Insert:
    return insert(table)


def change(session: Session, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Updates rows by their `id`; all of them name the same columns."""
    if not rows:
        return
    connection = session.connection()
    _make_room(connection)
    names, columns = _columns(connection, table, rows, defaults=False)
    values = ", ".join(f"{name} = {_STAGED}.{name}" for name in names if name != "id")
    with _staged(connection, names, columns, table.name) as staged:
        connection.exec_driver_sql(
            f"UPDATE {table.name} SET {values} FROM {staged} WHERE {table.name}.id = {staged}.id"  # noqa: S608
        )


def _make_room(connection: Connection) -> None:
    """Once for a connection, which keeps it: whoever writes rows by the thousand goes on."""
    if connection.dialect.name == "sqlite" and not connection.info.get("has_room"):
        connection.info["has_room"] = True
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")


def _columns(
    connection: Connection, table: Table, rows: Sequence[dict[str, object]], *, defaults: bool = True
) -> tuple[list[str], list[object]]:
    """The names of the columns, and the values of each as the driver takes them."""
    names = [column.name for column in table.columns if column.name in rows[0]]
    columns: list[Any] = [[row[name] for row in rows] for name in names]
    for place, name in enumerate(names):
        if convert := table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect):
            columns[place] = _converted(convert, columns[place])
    for column in table.columns if defaults else ():
        if column.name not in rows[0] and column.default is not None and column.default.is_scalar:
            names.append(column.name)
            columns.append(repeat(column.default.arg, len(rows)))  # type: ignore[attr-defined]
    quote = connection.dialect.identifier_preparer.quote
    return list(map(quote, names)), columns


def _converted(convert: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """The values as the driver takes them; times and days are the same on many rows, and converted once."""
    try:
        known = {value: convert(value) for value in dict.fromkeys(values)}
    except TypeError:  # lists and mappings, which JSON holds
        return list(map(convert, values))
    return [known[value] for value in values]


@contextmanager
def _staged(
    connection: Connection, names: list[str], columns: list[object], like: str | None = None
) -> Iterator[str]:
    """The rows in a table of this connection alone, gone at the end, or with the transaction."""
    run = connection.exec_driver_sql
    listed = ", ".join(names)
    if connection.dialect.name == "sqlite":
        run(f"CREATE TEMP TABLE {_STAGED} ({listed})")
        marks = ", ".join("?" * len(names))
        run(f"INSERT INTO {_STAGED} VALUES ({marks})", list(zip(*columns, strict=True)))  # noqa: S608
    else:
        run(f"CREATE TEMP TABLE {_STAGED} ON COMMIT DROP AS SELECT {listed} FROM {like} LIMIT 0")  # noqa: S608
        _copy(connection, _STAGED, names, columns)
    yield _STAGED
    run(f"DROP TABLE {_STAGED}")


def _copy(connection: Connection, table: str, names: list[str], columns: list[object]) -> None:
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as broken:
        raise DBAPIError.instance(
            statement,
            None,
            broken,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from broken
