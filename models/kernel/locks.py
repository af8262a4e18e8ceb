"""Serialises writers that the database alone would let pass each other."""

from __future__ import annotations

from typing import TypeVar, TypeVarTuple

from sqlalchemy import Select, func, inspect, select

from models.kernel.base import Base, db

T = TypeVar("T", bound=Base)
Columns = TypeVarTuple("Columns")


def lock(name: str) -> None:
    """Serialises, until the end of the transaction, the writers that give the same name.

    SQLite has a single writer already; PostgreSQL takes an advisory lock.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def lock_row(row: Base) -> None:
    """Reads the row again and keeps it, and none that is read along, until the transaction ends.

    What the caller changed of it is written first: reading again would drop it in silence.
    Those who merely refer to it need not wait where its class says so (`Base.lock_shares_key`).
    """
    if inspect(row).modified:
        db.session().flush()
    db.session().refresh(row, with_for_update=_only(type(row)))


def find_locked(kind: type[T], key: object) -> T | None:
    """The row of that key as it stands now, locked in the same way; None where there is none any more."""
    return db.session().get(kind, key, populate_existing=True, with_for_update=_only(kind))


def locked(query: Select[*Columns], kind: type[Base], *, pass_over: bool = False) -> Select[*Columns]:
    """The query, for rows of a kind as they stand now, locked in the same way; its order is the caller's.

    `pass_over`: without those that somebody else has.
    """
    query = query.with_for_update(of=kind, key_share=kind.lock_shares_key, skip_locked=pass_over)
    return query.execution_options(populate_existing=True)


def _only(kind: type[Base]) -> dict[str, object]:
    return {"of": kind, "key_share": kind.lock_shares_key}
