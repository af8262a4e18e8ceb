"""A small database that its planner takes for a large one: a demonstration, and statistics of a million."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Connection, Engine, Table, insert, select, text

from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime
from models.storage import registry
from models.values.days import today
from tests.support.statements.plans import Stats

VOLUME = 1_000_000
"""So many rows has each table that grows."""

SMALL = frozenset(
    {
        "agents",
        "api_calls",
        "api_clients",
        "api_keys",
        "campaign_counts",
        "campaign_figures",
        "case_changes",
        "contact_changes",
        "count_changes",
        "heartbeats",
        "journey_changes",
        "kept_counts",
        "saved_filters",
        "shapes",
        "shaping_marks",
        "webhook_subscriptions",
    }
)
"""Tables that do not grow with the years: as long as the staff, as the programs that call, or as the lists
of this program."""

FEW = 20
"""Kinds that stay so many however long the table grows."""

TELLING = 2 * FEW
"""Rows of a table from which a value of few kinds can be told from one that is in few rows yet."""

GUESS = (10.0, 9.0, 8.0, 7.0, 6.0)
"""Rows under a prefix of an index's key where nobody knows: SQLite's own guess."""


def growing() -> list[Table]:
    """The tables that grow."""
    return [table for table in registry.load().metadata.sorted_tables if table.name not in SMALL]


def believe(engine: Engine) -> Stats:
    """Tells the planner that every growing table has so many rows, of the kinds that it has now.

    SQLite plans by `sqlite_stat1` alone. PostgreSQL multiplies the pages that a table has by the rows that it
    had a page: both take our word. What is different in every row stays so; what is one of a few stays one of
    a few.
    """
    if engine.dialect.name == "postgresql":
        # What earlier tests left behind would count as pages: plans would depend on the order of the tests.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            names = ", ".join(f'"{table.name}"' for table in registry.load().metadata.sorted_tables)
            connection.exec_driver_sql(f"VACUUM (FULL) {names}")
    with engine.begin() as connection:
        return _sqlite(connection) if engine.dialect.name == "sqlite" else _postgresql(connection)


def begin() -> None:
    """A row in every table that a demonstration leaves empty: PostgreSQL plans nothing for an empty file."""
    with transaction() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in growing():
            if connection.execute(select(table).limit(1)).first() is None:
                connection.execute(insert(table).values(_row(table)))


def _row(table: Table) -> dict[str, Any]:
    """A row that the table's own checks let in."""
    each = [str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)]
    checks = " ".join(each)
    owners = re.findall(r"\((\w+) IS NULL\) <> ", checks)  # of two columns one names whose it is
    owners += [
        either[1]
        for check in each
        if (either := re.fullmatch(r"(\w+) IS NOT NULL OR \w+ IS NOT NULL", check))
    ]
    return {
        column.name: _value(column, checks)
        for column in table.columns
        if column.computed is None
        and (
            column.name in owners
            or (not column.nullable and column.default is None and column is not table.autoincrement_column)
        )
    }


def _value(column: Column[Any], checks: str) -> Any:
    if one_of := re.search(rf"\b{column.name} IN \((?:'',)?'([^']*)'", checks):
        return one_of[1]
    if isinstance(column.type, UtcDateTime):
        return now()
    kind = column.type.python_type
    return {str: "1", bytes: b"1", int: 1, bool: False, date: today(), float: 1.0}.get(kind, {})


def _sqlite(connection: Connection) -> Stats:
    connection.exec_driver_sql("ANALYZE")
    rows = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL")
    known = {idx: [float(part) for part in stat.split() if part[0].isdigit()] for idx, stat in rows}
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    named = {table.name for table in growing()}
    roots, prefixes = {}, {}
    trees = list(connection.exec_driver_sql("SELECT type, name, tbl_name, rootpage FROM sqlite_master"))
    for kind, name, table, root in trees:
        if table not in named or kind not in ("table", "index"):
            continue
        roots[root] = (table, name)
        if kind == "table":
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, NULL, ?)", (table, str(VOLUME)))
            continue
        width = len(list(connection.exec_driver_sql(f"PRAGMA index_info({name})")))
        unique = any(
            row[2] for row in connection.exec_driver_sql(f"PRAGMA index_list({table})") if row[1] == name
        )
        count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        prefixes[name] = _scaled(known.get(name), count, width, unique)
        stat = " ".join(str(int(part)) for part in prefixes[name])
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, name, stat))
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    return Stats(dict.fromkeys(named, float(VOLUME)), prefixes, roots)


def _scaled(known: list[float] | None, count: int, width: int, unique: bool) -> list[float]:
    if known is None or count < TELLING:
        guess = [*GUESS, *[GUESS[-1]] * width][:width]
        return [float(VOLUME), *guess[: width - unique], *[1.0] * unique]
    entries, *each = known
    whole = max(VOLUME * entries / count, 1.0)
    return [whole, *(_grown(part, entries, whole) for part in each)]


def _grown(part: float, entries: float, whole: float) -> float:
    """Rows under a prefix once the index is that long: a value that few rows share is one of a kind."""
    kinds = entries / part
    return part if kinds > max(entries / 10, FEW) else max(whole / kinds, 1.0)


_ONE_OF_A_KIND = f"""
    UPDATE pg_statistic SET stadistinct = -greatest(least(kinds / rows, 1), 0.1),
        {", ".join(f"stakind{n} = CASE stakind{n} WHEN 1 THEN 0 ELSE stakind{n} END" for n in range(1, 6))}
    FROM (
        SELECT starelid AS table_id, staattnum AS number, greatest(reltuples, 1) AS rows,
            CASE WHEN stadistinct > 0 THEN stadistinct ELSE -stadistinct * reltuples END AS kinds
        FROM pg_statistic JOIN pg_class ON pg_class.oid = starelid
        WHERE relnamespace = 'public'::regnamespace
    ) AS known
    WHERE table_id = starelid AND number = staattnum
        AND (rows < {TELLING} OR kinds > greatest(rows / 10, {FEW}))
"""
"""Forgets the commonest values of a column whose values are many: in so short a table chance made them."""


def _postgresql(connection: Connection) -> Stats:
    connection.exec_driver_sql(f'ALTER DATABASE "{connection.engine.url.database}" SET jit = off')
    # Every value is weighed: among a hundred, whether one holds the word looked for was chance.
    connection.exec_driver_sql("SET LOCAL default_statistics_target = 10000")
    connection.exec_driver_sql("ANALYZE")
    named = {table.name for table in growing()}
    connection.exec_driver_sql(_ONE_OF_A_KIND)
    for name in named:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" SET (autovacuum_enabled = off)')
        count = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        connection.execute(
            text(
                "UPDATE pg_class"
                " SET reltuples = greatest(reltuples, 1) * :times, relpages = greatest(relpages, 1)"
                " WHERE oid = CAST(:name AS regclass)"
                " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = CAST(:name AS regclass))"
            ),
            {"times": VOLUME / max(count, 1), "name": name},
        )
    return Stats(dict.fromkeys(named, float(VOLUME)))


def forget(engine: Engine) -> None:
    """Lets PostgreSQL see again what there is; SQLite's file is thrown away."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{engine.url.database}" RESET jit')
            for table in growing():
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" RESET (autovacuum_enabled)')
            connection.exec_driver_sql("ANALYZE")


@contextmanager
def without(engine: Engine, index: str) -> Iterator[None]:
    """An index that is not there meanwhile."""
    where = (
        ("sql", "sqlite_master", "name")
        if engine.dialect.name == "sqlite"
        else ("indexdef", "pg_indexes", "indexname")
    )
    with engine.begin() as connection:
        made = connection.exec_driver_sql(
            "SELECT {} FROM {} WHERE {} = '{}'".format(*where, index)
        ).scalar_one()
        connection.exec_driver_sql(f"DROP INDEX {index}")
    engine.dispose()  # a connection of SQLite explains by the schema that it knows
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(made)
        engine.dispose()
