"""A CHECK that a migration replaces, on both engines."""

from __future__ import annotations

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
    found = "type = 'table' AND name = ?"
    query = f"SELECT sql FROM sqlite_schema WHERE {found}"  # noqa: S608
    written = _replaced(str(connection.exec_driver_sql(query, (table,)).scalar()), name, rule)
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
