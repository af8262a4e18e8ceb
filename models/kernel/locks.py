"""Serialises writers that the database alone would let pass each other."""

from __future__ import annotations

from sqlalchemy import func, select

from models.kernel.base import db


def lock(name: str) -> None:
    """Serialises, until the end of the transaction, the writers that give the same name.

    SQLite has a single writer already; PostgreSQL takes an advisory lock.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
