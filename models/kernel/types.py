"""The column types that both engines keep alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Computed,
    Date,
    DateTime,
    Dialect,
    Integer,
    String,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

from models.kernel.clock import now

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A row's number; SQLite counts by itself only in an `INTEGER` key."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps it as sortable ISO text, PostgreSQL as `timestamptz`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, _: object) -> Callable[[Any], datetime | None]:
        # At once what SQLAlchemy would ask of one function after the other: a page reads hundreds.
        return _read_text if dialect.name == "sqlite" else _read_moment


def _read_text(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


def _read_moment(value: Any) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class _ToldMoment(UtcDateTime):
    """A type of its own: SQLAlchemy knows a kept statement by its values' types, not by how they are told.

    One that was given its moment would be taken for one that asks for it, and would ask for none.
    """

    cache_ok = True


class _ToldDay(Date):
    """The same of a day."""


class _ToldNumber(BigInteger):
    """The same of a row's number."""


def present(moment: Callable[[], datetime] = now) -> BindParameter[datetime]:
    """The moment at which a statement runs, told anew each time, so that a clause may be kept."""
    return bindparam(None, type_=_ToldMoment(), callable_=moment)


def present_day(day: Callable[[], date]) -> BindParameter[date]:
    """The same of a day."""
    return bindparam(None, type_=_ToldDay(), callable_=day)


def present_number(number: Callable[[], int]) -> BindParameter[int]:
    """The same of a row's number: whose turn it is."""
    return bindparam(None, type_=_ToldNumber(), callable_=number)


class Derived(Computed):
    """What the database derives from other columns of the row, so that an index can hold it.

    PostgreSQL keeps it in the row. SQLite derives it as it reads, since it would copy the table for a kept
    one; its indexes hold it.
    """

    def __init__(self, sql: str) -> None:
        super().__init__(sql, persisted=True)


def _derived_on_sqlite(derived: Derived, compiler: Any, **options: object) -> str:
    expression = compiler.sql_compiler.process(derived.sqltext, include_table=False, literal_binds=True)
    return f"GENERATED ALWAYS AS ({expression}) VIRTUAL"


compiles(Derived, "sqlite")(_derived_on_sqlite)


def key_column(length: int) -> String:
    """A folded text that is sorted and searched by prefix: compared byte by byte on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def listed(values: Iterable[StrEnum]) -> str:
    """The values of an enumeration, or some of its members, as SQL writes them: `'a','b'`."""
    return ",".join(f"'{member.value}'" for member in values)


def is_one_of(column: str, values: Iterable[StrEnum], *, blank: bool = False) -> str:
    """The CHECK of a column that holds one of these members, in their order; `blank`: or nothing yet."""
    nothing = "''," if blank else ""
    return f"{column} IN ({nothing}{listed(values)})"


UNNESTED: Any = "unnested"
"""The `innerjoin` of a relationship read along: flat, even behind an outer join.

Nested, `a LEFT JOIN (b JOIN c)`, SQLite reads all of b and c before it looks at a: 0.3 s for each visitor's
session with a hundred thousand accounts.
"""
