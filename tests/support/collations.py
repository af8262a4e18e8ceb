"""A database that does not sort byte by byte, as an operator's may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from models.kernel.base import db

COLLATION = "en-x-icu"
"""In it `:` and `~` stand before the digits."""


@contextmanager
def sorted_otherwise(column: Any) -> Iterator[None]:
    """On PostgreSQL, this column as a database made in another language sorts it, for what reads inside."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    known = db.session.scalar(text("SELECT 1 FROM pg_collation WHERE collname = :name"), {"name": COLLATION})
    if not known:
        pytest.skip("this server was built without ICU")
    table, name, kind = column.class_.__tablename__, column.name, column.type.compile(db.engine.dialect)
    try:
        db.session.execute(text(f'ALTER TABLE {table} ALTER {name} TYPE {kind} COLLATE "{COLLATION}"'))
        yield
    finally:
        db.session.rollback()
