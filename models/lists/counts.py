"""Counts that are kept, not counted: for each list a few cells, which triggers keep in the change itself.

On SQLite, which has one writer, a change adds to its cell. On PostgreSQL writers would wait for each other at
such a row: a change appends what it adds, the worker folds that into the cells, and readers add up both.
"""
# ruff: noqa: S608 - its statements are made of names and expressions that stand here

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, String, func, select, text, union_all
from sqlalchemy.orm import Mapped, mapped_column

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
        return Cells(self.dimensions, dict(self._met(wanted)))

    def count(self, *wanted: Wanted) -> int:
        """How many rows meet all that is wanted."""
        return sum(number for _, number in self._met(wanted))

    def _met(self, wanted: Iterable[Wanted]) -> Iterator[tuple[tuple[str, ...], int]]:
        places = [(self.dimensions.index(name), told) for one in wanted for name, told in one.items()]
        for cell, number in self.values.items():
            if all(cell[at] in told for at, told in places):
                yield cell, number


def read(tables: Iterable[str]) -> dict[str, Cells]:
    """The cells of these tables as they stand, exactly; one statement."""
    wanted = list(tables)
    kept = select(KeptCount.counted, KeptCount.cell, KeptCount.value)
    changes = select(CountChange.counted, CountChange.cell, CountChange.change)
    both = union_all(
        kept.where(KeptCount.counted.in_(wanted)), changes.where(CountChange.counted.in_(wanted))
    ).subquery()
    query = select(both.c.counted, both.c.cell, func.sum(both.c.value)).group_by(both.c.counted, both.c.cell)
    found: dict[str, dict[tuple[str, ...], int]] = {table: {} for table in wanted}
    for table, cell, value in db.session.execute(query):
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


def _cell(table: str, row: str) -> str:
    return f" || '{BETWEEN}' || ".join(sql.format(row=row) for sql in CUBES[table].values())


def _wrong() -> str:
    counted = [
        f"SELECT '{table}' AS counted, {_cell(table, table)} AS cell, count(*) AS value"
        f" FROM {table} GROUP BY {_cell(table, table)}"
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


def ddl(dialect: str) -> list[str]:
    """The idempotent statements that make the triggers; a cube that has changed replaces them."""
    make = _sqlite if dialect == "sqlite" else _postgres
    return [statement for table in CUBES for statement in make(table)]


def triggers() -> list[str]:
    """The names of the triggers."""
    return [f"{table}_count_{what}" for table in CUBES for what in ("insert", "update", "delete")]


def _sqlite(table: str) -> list[str]:
    new, old = _cell(table, "NEW"), _cell(table, "OLD")

    def add(cell: str, number: int) -> str:
        return (
            f"INSERT INTO kept_counts (counted, cell, value) VALUES ('{table}', {cell}, {number})"
            f" ON CONFLICT (counted, cell) DO UPDATE SET value = value + {number};"
        )

    does = {
        "insert": f"AFTER INSERT ON {table} BEGIN {add(new, 1)} END",
        "update": f"AFTER UPDATE ON {table} WHEN {old} <> {new} BEGIN {add(old, -1)} {add(new, 1)} END",
        "delete": f"AFTER DELETE ON {table} BEGIN {add(old, -1)} END",
    }
    return [
        statement
        for what, doing in does.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_count_{what}",
            f"CREATE TRIGGER {table}_count_{what} {doing}",
        )
    ]


def _postgres(table: str) -> list[str]:
    name, add = f"{table}_count", "INSERT INTO count_changes (counted, cell, change)"

    def function(body: str) -> str:
        return f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"

    def whole(sign: str) -> str:
        cell = _cell(table, "told")
        return f"{add} SELECT '{table}', {cell}, {sign}count(*) FROM told GROUP BY {cell};"

    new, old = _cell(table, "NEW"), _cell(table, "OLD")
    moved = f"{add} VALUES ('{table}', {old}, -1), ('{table}', {new}, 1);"
    each = f"FOR EACH STATEMENT EXECUTE FUNCTION {name}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}_insert() {function(whole(''))}",
        f"CREATE OR REPLACE FUNCTION {name}_update() {function(moved)}",
        f"CREATE OR REPLACE FUNCTION {name}_delete() {function(whole('-'))}",
        f"CREATE OR REPLACE TRIGGER {name}_insert AFTER INSERT ON {table}"
        f" REFERENCING NEW TABLE AS told {each}_insert()",
        f"CREATE OR REPLACE TRIGGER {name}_update AFTER UPDATE ON {table}"
        f" FOR EACH ROW WHEN ({old} <> {new}) EXECUTE FUNCTION {name}_update()",
        f"CREATE OR REPLACE TRIGGER {name}_delete AFTER DELETE ON {table}"
        f" REFERENCING OLD TABLE AS told {each}_delete()",
    ]
