"""CHECKs that a migration replaces, adds or drops, references that it adds, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Connection


def replace_check(connection: Connection, table: str, name: str, rule: str) -> None:
    """Puts `rule` in the place of the constraint of that name, inside the migration's transaction.

    On SQLite in the schema itself, as its documentation allows for a CHECK: no row is copied, and Alembic's
    copy of a table knows no derived column. Raises `LookupError` where no such constraint is. Rows that break
    the new rule are the migration's to mend before.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})")
        return
    _rewrite(connection, table, lambda statement: _replaced(statement, name, rule))


def add_check(connection: Connection, table: str, name: str, rule: str) -> None:
    """A new constraint, which every row meets already; in the schema itself too, on SQLite."""
    written = f"CONSTRAINT {name} CHECK ({rule})"
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD {written}")
        return
    _rewrite(connection, table, lambda statement: f"{statement.rstrip().removesuffix(')')}, {written})")


def drop_check(connection: Connection, table: str, name: str) -> None:
    """What `add_check` added goes. Raises `LookupError` where no such constraint is, on SQLite."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return

    def without(statement: str) -> str:
        begin = re.search(rf",\s*CONSTRAINT {name} CHECK \(", statement)
        if begin is None:
            raise LookupError(name)
        rest = statement[begin.end() :]
        return statement[: begin.start()] + rest[_closing(rest) + 1 :]

    _rewrite(connection, table, without)


def add_reference(connection: Connection, table: str, column: str, target: str) -> None:
    """A column refers to the rows of another table, by its `id`; in the schema itself too, on SQLite.

    The column is new there, and empty: no row is looked at.
    """
    name = f"fk_{table}_{column}"
    rule = f"CONSTRAINT {name} FOREIGN KEY({column}) REFERENCES {target} (id)"
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD {rule}")
        return
    _rewrite(connection, table, lambda statement: f"{statement.rstrip().removesuffix(')')}, {rule})")


def drop_reference(connection: Connection, table: str, column: str) -> None:
    """What `add_reference` added goes. Raises `LookupError` where no such reference is, on SQLite."""
    name = f"fk_{table}_{column}"
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return

    written = rf",\s*CONSTRAINT {name} FOREIGN KEY\({column}\) REFERENCES \w+ \(id\)"

    def without(statement: str) -> str:
        left, gone = re.subn(written, "", statement)
        if not gone:
            raise LookupError(name)
        return left

    _rewrite(connection, table, without)


def _rewrite(connection: Connection, table: str, change: Callable[[str], str]) -> None:
    found = "type = 'table' AND name = ?"
    query = f"SELECT sql FROM sqlite_schema WHERE {found}"  # noqa: S608
    written = change(str(connection.exec_driver_sql(query, (table,)).scalar()))
    version = int(connection.exec_driver_sql("PRAGMA schema_version").scalar() or 0)
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        connection.exec_driver_sql(
            f"UPDATE sqlite_schema SET sql = ? WHERE {found}",  # noqa: S608
            (written, table),
        )
        # Every other connection reads the schema again, and this one too.
        connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _replaced(statement: str, name: str, rule: str) -> str:
    begin, found, rest = statement.partition(f"CONSTRAINT {name} CHECK (")
    if not found:
        raise LookupError(name)
    return f"{begin}{found}{rule}{rest[_closing(rest) :]}"


def _closing(text: str) -> int:
    """Where the bracket closes that was open before the text; one in a quoted text is no bracket."""
    depth, quoted = 1, False
    for place, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return place
    raise LookupError("a bracket that closes")
