"""Counts that are kept, not counted: for each list a few cells, which triggers keep in the change itself.

On SQLite, which has one writer, a change adds to its cell. On PostgreSQL writers would wait for each other at
such a row: a change appends what it adds, the worker folds that into the cells, and readers add up both.
"""
# ruff: noqa: S608 - its statements are made of names and expressions that stand here

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Select,
    String,
    bindparam,
    func,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel import base
from models.kernel.base import Base, db
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import BigId

BETWEEN = "|"
"""Between the values of a cell: no value of a dimension holds it."""

Wanted = Mapping[str, Collection[str]]
"""For some dimensions the values that are wanted; of the others all are."""


def _flag(clause: str) -> str:
    return f"CASE WHEN {clause} THEN '1' ELSE '0' END"


CUBES: dict[str, dict[str, str]] = {
    "companies": {"kind": "{row}.kind", "directory_state": "{row}.directory_state"},
    "pro_accounts": {"standing": "{row}.standing", "made_by_kind": "{row}.made_by_kind"},
    "concessions": {
        "standing": "{row}.standing",
        "kind": "{row}.kind",
        "closed": _flag("{row}.closed_at IS NOT NULL"),
        "in_effect": _flag("{row}.in_effect"),
    },
    "attachments": {
        "standing": "{row}.standing",
        "evidence": "{row}.evidence",
        "channel": "{row}.channel",
        "owed": "{row}.owed",
        "review": "{row}.review",
    },
    "cases": {"standing": "{row}.standing", "kind": "{row}.kind"},
    "outbox_emails": {
        "state": "{row}.state",
        "kind": "{row}.kind",
        "troubled": _flag("{row}.troubled"),
    },
    "road_opening_requests": {
        "state": "{row}.state",
        "filed": _flag("{row}.first_filed_at IS NOT NULL OR {row}.imported_at IS NOT NULL"),
    },
    "journeys": {"step": "{row}.step", "kind": "{row}.kind"},
    "contact_flaws": {"flaw": "{row}.flaw"},
    "case_progress": {"stage": "{row}.stage"},
    "audit_events": {"actor_kind": "{row}.actor_kind", "action": "{row}.action"},
}
"""By table the dimensions by which its rows are counted, each with its SQL: NOT NULL, of few values."""


class KeptCount(Base):
    """How many rows of a table a cell has, but for what was appended since."""

    __tablename__ = "kept_counts"

    counted: Mapped[str] = mapped_column(String(40), primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class CountChange(Base):
    """What a change added to a cell or took from it, until the worker folds it."""

    __tablename__ = "count_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    counted: Mapped[str] = mapped_column(String(40))
    cell: Mapped[str] = mapped_column(String(200))
    change: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_count_changes_counted", "counted"),)


@dataclass(frozen=True)
class Cells:
    """The counts of one table by the values of its dimensions."""

    dimensions: tuple[str, ...]
    values: Mapping[tuple[str, ...], int]

    def narrow(self, *wanted: Wanted) -> Cells:
        """Those alone that meet all that is wanted."""
        return Cells(self.dimensions, dict(self._matching(wanted)))

    def count(self, *wanted: Wanted) -> int:
        """How many rows meet all that is wanted."""
        return sum(number for _, number in self._matching(wanted))

    def _matching(self, wanted: Iterable[Wanted]) -> Iterator[tuple[tuple[str, ...], int]]:
        places = [
            (self.dimensions.index(name), allowed) for values in wanted for name, allowed in values.items()
        ]
        for cell, number in self.values.items():
            if all(cell[at] in allowed for at, allowed in places):
                yield cell, number


def read(tables: Collection[str]) -> dict[str, Cells]:
    """The cells of these tables as they stand, exactly; one statement."""
    rows = base.read(_alone(len(tables)), named_by(tables, len(tables))).all()
    return cells_of(tables, ((table, cell, value) for table, cell, value in rows))


@cache
def _alone(places: int) -> Select[str, str, int]:
    return reading(places)


def reading(places: int) -> Select[str, str, int]:
    """Table, cell and count of so many tables, which `named_by` tells as it runs: part of a statement."""
    wanted = [bindparam(f"counted_{place}", type_=String) for place in range(places)]
    kept = select(KeptCount.counted, KeptCount.cell, KeptCount.value)
    changes = select(CountChange.counted, CountChange.cell, CountChange.change)
    both = union_all(
        kept.where(KeptCount.counted.in_(wanted)), changes.where(CountChange.counted.in_(wanted))
    ).subquery()
    return select(both.c.counted, both.c.cell, func.sum(both.c.value)).group_by(both.c.counted, both.c.cell)


def named_by(tables: Collection[str], places: int) -> dict[str, str]:
    """The values of `reading` for these tables, no more than it has places for."""
    names = sorted(tables)
    return {f"counted_{at}": names[at] if at < len(names) else "" for at in range(places)}


def cells_of(tables: Collection[str], rows: Iterable[tuple[str, str, int]]) -> dict[str, Cells]:
    """What `reading` answered, by table."""
    found: dict[str, dict[tuple[str, ...], int]] = {table: {} for table in tables}
    for table, cell, value in rows:
        found[table][tuple(cell.split(BETWEEN))] = int(value)
    return {table: Cells(tuple(CUBES[table]), values) for table, values in found.items()}


def fold() -> int:
    """Folds what was appended into the cells; says how many changes. The worker's part."""
    if db.engine.dialect.name == "sqlite":
        return 0
    with transaction() as session:
        lock("kept-counts")
        return int(session.execute(text(_FOLD)).scalar_one())


_FOLD = """
WITH gone AS (DELETE FROM count_changes RETURNING counted, cell, change), kept AS (
  INSERT INTO kept_counts (counted, cell, value)
  SELECT counted, cell, sum(change) FROM gone GROUP BY counted, cell ORDER BY counted, cell
  ON CONFLICT (counted, cell) DO UPDATE SET value = kept_counts.value + excluded.value
) SELECT count(*) FROM gone"""


def cell_of(table: str, row: str) -> str:
    """The SQL of the cell in which a row of a table is counted."""
    return f" || '{BETWEEN}' || ".join(sql.format(row=row) for sql in CUBES[table].values())


def _wrong() -> str:
    counted = [
        f"SELECT '{table}' AS counted, {cell_of(table, table)} AS cell, count(*) AS value"
        f" FROM {table} GROUP BY {cell_of(table, table)}"
        for table in CUBES
    ]
    kept = "SELECT counted, cell, -value FROM kept_counts"
    changes = "SELECT counted, cell, -change FROM count_changes"
    return (
        f"SELECT counted, cell, sum(value) AS value FROM ({' UNION ALL '.join([*counted, kept, changes])})"
        " AS compared GROUP BY counted, cell HAVING sum(value) <> 0"
    )


def list_wrong(connection: Connection) -> dict[str, int]:
    """By table, by how many rows its kept counts are wrong; reads all of the tables."""
    wrong: dict[str, int] = {}
    for table, _, value in connection.exec_driver_sql(_wrong()):
        wrong[table] = wrong.get(table, 0) + abs(int(value))
    return wrong


def recount(connection: Connection) -> None:
    """Puts right what is wrong: one statement, which sees one moment, so that nobody need wait for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO kept_counts (counted, cell, value) SELECT * FROM ({_wrong()}) WHERE TRUE"
            " ON CONFLICT (counted, cell) DO UPDATE SET value = value + excluded.value"
        )
    else:
        connection.exec_driver_sql(f"INSERT INTO count_changes (counted, cell, change) {_wrong()}")
