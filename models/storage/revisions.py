"""Which schema a database has, and whether this program may serve it: without Alembic, for every probe."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, inspect

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def current(connection: Connection) -> str | None:
    """The revision of a database, or None when it has no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


_SAYS = re.compile(r'^(revision|down_revision)\b.*?= (?:"(\w+)"|None)$', re.MULTILINE)


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """The revisions that this program knows, from the first to the newest.

    In the order in which each names the one before it: numbers are given out before the work is done, and
    what is done first need not have the lowest.
    """
    after: dict[str | None, str] = {}
    for path in MIGRATIONS.glob("versions/[0-9]*_*.py"):
        found = {name: value or None for name, value in _SAYS.findall(path.read_text(encoding="utf-8"))}
        after[found["down_revision"]] = str(found["revision"])
    ordered: list[str] = []
    while (following := after.get(ordered[-1] if ordered else None)) is not None:
        ordered.append(following)
    return tuple(ordered)


def head() -> str:
    """The newest revision that this program knows."""
    return known()[-1]


def serves(connection: Connection) -> bool:
    """Whether this program may serve the database: its own schema, or a newer one, which it does not know.

    Migrations leave to the release before what it reads; else a fleet would stand still while it is renewed.
    """
    found = current(connection)
    return found is not None and (found == head() or found not in known())
