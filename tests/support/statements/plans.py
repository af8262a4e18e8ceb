"""How the engines mean to answer each statement: read as plans, and what grows with the table told."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

MANY = 2_500
"""More rows than a statement may read: two counts capped at a thousand, and a page."""

COST = MANY * 0.03
"""The same in PostgreSQL's own units: what it reckons for so many rows of an index, tests and visits to
the table included. A little less and a sample of 2,000 rows passes or fails by the tests that ran before."""


@dataclass(frozen=True)
class Stats:
    """What an engine's planner believes: rows of each table, rows under each prefix of an index's key."""

    rows: dict[str, float]
    prefixes: dict[str, list[float]] = field(default_factory=dict)
    roots: dict[int, tuple[str, str]] = field(default_factory=dict)
    """SQLite: the table and the tree (an index, or the table) that begin on a page of the file."""


@dataclass(frozen=True)
class Fault:
    """A table of which a statement reads more the longer it is."""

    origin: str
    table: str
    how: str
    statement: str


class Plans:
    """What is asked of a database meanwhile: `of` each place its statements, and their faults."""

    def __init__(self, engine: Engine, stats: Stats) -> None:
        self.engine, self.stats = engine, stats
        self.place = ""
        self.faults: dict[str, dict[Any, Fault]] = defaultdict(dict)
        """By place and table: the first of its kind."""
        self.statements: dict[str, int] = defaultdict(int)
        self._known: dict[Any, list[tuple[str, str]]] = {}

    @property
    def known_as(self) -> dict[str, Fault]:
        """The faults by what they are called: who asks, of which table; for a list, how it is narrowed."""
        named = {}
        for place, faults in self.faults.items():
            for fault in faults.values():
                named.setdefault(_name(place, fault), fault)
        return named

    @contextmanager
    def listening(self) -> Iterator[Plans]:
        """Reads the plan of every statement, before the engine follows it."""
        event.listen(self.engine, "before_cursor_execute", self._hear)
        try:
            yield self
        finally:
            event.remove(self.engine, "before_cursor_execute", self._hear)

    def at(self, place: str) -> None:
        """From here on statements belong to this place."""
        self.place = place

    def _hear(self, connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if not re.match(r"\s*(WITH|SELECT|UPDATE|DELETE|INSERT)\b", statement, re.IGNORECASE):
            return
        self.statements[self.place] += 1
        if rest[-1] and isinstance(parameters, list):  # several at once: each has the same plan
            parameters = parameters[0]
        found = self._read(connection.connection, statement, parameters)
        if found:
            origin = _origin()
            if origin == ELSEWHERE:
                return
            for table, how in found:
                self.faults[self.place].setdefault((origin, table), Fault(origin, table, how, statement))

    def _read(self, connection: Any, statement: str, parameters: Any) -> list[tuple[str, str]]:
        values = parameters.values() if isinstance(parameters, dict) else parameters
        key = (statement, *(v if isinstance(v, int | str) and len(str(v)) < 12 else type(v) for v in values))
        if key not in self._known:
            judge = _sqlite if self.engine.dialect.name == "sqlite" else _postgresql
            self._known[key] = list(judge(connection, statement, parameters, self.stats))
        return self._known[key]


ELSEWHERE = "elsewhere"
"""Whoever asks that is not ours: the test itself."""


def _name(place: str, fault: Fault) -> str:
    """Who asks of which table: a room that all lists share, by the list and what narrows it."""
    module, _, function = fault.origin.rpartition(".")
    if not module.startswith("models.lists."):
        return f"{module} {fault.table}"
    if function in ("tally", "count"):
        return f"{fault.origin} {fault.table}"
    name, *args = place.split()
    names = {arg.split("=")[0] for arg in args if "=" in arg} - {"sort", "desc"}
    return f"models.lists {fault.table}: {' '.join([name.removesuffix('.index_view'), *sorted(names)])}"


CARRIERS = ("models.kernel.transactions", "models.kernel.base")
"""They ask in somebody's name."""


def _origin() -> str:
    """The function of ours that asks: `models.reports.progress.count`."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.split(".")[0] in ("models", "views", "console") and name not in CARRIERS:
            return f"{name}.{frame.f_code.co_name}"
        frame = frame.f_back
    return ELSEWHERE


# -- PostgreSQL tells a tree of nodes, each with what it would cost whole

HOARDS = frozenset({"Sort", "Aggregate", "Hash", "SetOp", "WindowAgg", "Group", "BitmapAnd", "BitmapOr"})
"""Nodes that read all that is under them before they give their first row."""


def _postgresql(connection: Any, statement: str, parameters: Any, stats: Stats) -> Iterable[tuple[str, str]]:
    with connection.cursor() as cursor:
        read_plan = cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters).fetchone()[0]
    plan = (json.loads(read_plan) if isinstance(read_plan, str) else read_plan)[0]["Plan"]
    return _nodes(plan, float("inf"), stats)


def _nodes(node: dict[str, Any], wanted: float, stats: Stats) -> Iterator[tuple[str, str]]:
    """The scans under a node of which more is read than may be, when `wanted` of its rows are asked for."""
    kind, rows = node["Node Type"], max(node["Plan Rows"], 1)
    table = node.get("Relation Name")
    if table in stats.rows and kind == "Bitmap Heap Scan":
        if (found := node["Plans"][0]["Plan Rows"]) > MANY:  # all of them, before the first row is given
            yield table, f"{kind}: {found:.0f} rows"
    elif table in stats.rows and kind != "ModifyTable":
        begin, whole = node["Startup Cost"], node["Total Cost"]
        cost = begin + (whole - begin) * min(1.0, wanted / rows)
        if cost > COST or (kind == "Seq Scan" and wanted == float("inf")):
            way = f"{kind} {node.get('Index Name', '')}".strip()
            yield table, f"{way}: {rows:.0f} rows, cost {cost:.0f} ({node.get('Filter', '')})"
    if kind == "Limit":
        wanted = min(wanted, rows)
    elif kind in HOARDS and node.get("Strategy") != "Sorted":
        wanted = float("inf")
    for child in node.get("Plans", ()):
        inner = child.get("Parent Relationship") in ("InitPlan", "SubPlan")
        inner |= child.get("Parent Relationship") == "Inner" and kind != "Merge Join"
        yield from _nodes(child, float("inf") if inner else wanted, stats)


# -- SQLite tells its program: loops over trees, some of which a LIMIT leaves

ENDS = {"Next", "Prev", "VNext"}
BEGINS = {"Rewind", "Last", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "VFilter", "IfEmpty"}
STOPS = {"IdxGT", "IdxGE", "IdxLT", "IdxLE"}
LEAVES = {"DecrJumpZero", "IfNotZero", "Goto"}


@dataclass(frozen=True)
class Op:
    """One instruction."""

    at: int
    name: str
    p1: int
    p2: int
    p3: int
    p4: Any


def _sqlite(connection: Any, statement: str, parameters: Any, stats: Stats) -> Iterable[tuple[str, str]]:
    cursor = connection.cursor()
    cursor.execute(f"EXPLAIN {statement}", parameters)
    programs: list[list[Op]] = []
    for op in (Op(*row[:6]) for row in cursor.fetchall()):
        if op.at == 0:  # what a trigger does follows, counted anew
            programs.append([])
        programs[-1].append(op)
    cursor.close()
    for program in programs:
        yield from _program(program, statement, parameters, stats)


def _program(program: list[Op], statement: str, parameters: Any, stats: Stats) -> Iterable[tuple[str, str]]:
    trees: dict[int, tuple[str, str]] = {}
    for op in program:
        if op.name in ("OpenRead", "OpenWrite") and op.p2 in stats.roots:
            trees[op.p1] = stats.roots[op.p2]
        elif op.name == "VOpen" and (searched := re.findall(r"(\w+)_fts", statement)):
            trees[op.p1] = (searched[0], "fts")  # else json_each: as long as what was asked
        elif op.name == "Count" and op.p1 in trees and trees[op.p1][0] in stats.rows:
            yield trees[op.p1][0], "counted whole"
    for end in program:
        if end.name in ENDS and end.p1 in trees:
            yield from _loop(program, end, trees[end.p1], stats, parameters)


def _loop(
    program: list[Op], end: Op, tree: tuple[str, str], stats: Stats, parameters: Any
) -> Iterator[tuple[str, str]]:
    table, name = tree
    if name != "fts" and table not in stats.rows:
        return
    body = program[end.p2 : end.at]
    begin = next(op for op in reversed(program[: end.at]) if op.name in BEGINS and op.p1 == end.p1)
    rows = _rows(begin, body, tree, end.p1, stats)
    leaves = [op for op in body if op.name in LEAVES and op.p2 > end.at and _counts(op, program)]
    if leaves:
        first = leaves[0]
        skips = [op for op in body if op.at < first.at and op.p2 == end.at and op.name != "IfPos"]
        offset = sum(_given(program, op, parameters) for op in body if op.name == "IfPos" and op.p2 == end.at)
        limit = offset + (1 if first.name == "Goto" else _given(program, first, parameters))
        if not skips and limit <= MANY:
            return
        if skips and rows <= MANY:
            return
    elif _is_range(begin, body, end.p1):
        return  # how many are newer or older than a moment PostgreSQL knows, and tells; SQLite guesses
    if rows > MANY:
        way = f"{begin.name} {name}"
        yield table, f"{way}: {rows:.0f} rows{' left by a LIMIT, but filtered' if leaves else ''}"


def _counts(op: Op, program: list[Op]) -> bool:
    """Whether a jump out of a loop ends it: a plain jump does when nothing comes after."""
    return op.name != "Goto" or program[op.at + 1].name in ENDS


def _rows(begin: Op, body: list[Op], tree: tuple[str, str], cursor: int, stats: Stats) -> float:
    table, name = tree
    if name == "fts":
        return float("inf")
    whole = stats.prefixes[name][0] if name in stats.prefixes else stats.rows[table]
    if not begin.name.startswith("Seek") or name not in stats.prefixes:
        return whole
    stop = _stop(body, cursor)
    equal = min(int(begin.p4), int(stop.p4)) if stop is not None else 0
    known = stats.prefixes[name]
    return known[min(equal, len(known) - 1)]


def _stop(body: list[Op], cursor: int) -> Op | None:
    return next((op for op in body if op.name in STOPS and op.p1 == cursor), None)


def _is_range(begin: Op, body: list[Op], cursor: int) -> bool:
    """Whether a loop begins or ends inside the values of an indexed column."""
    stop = _stop(body, cursor)
    first = int(begin.p4) if begin.name.startswith("Seek") and begin.p4 else 0
    return first != (int(stop.p4) if stop is not None else 0)


def _given(program: list[Op], at: Op, parameters: Any) -> float:
    """What a LIMIT or an OFFSET says, which an instruction counts down."""
    for op in program:
        if op.name == "Integer" and op.p2 == at.p1:
            return op.p1
        if op.name == "Variable" and op.p2 == at.p1:
            return float(parameters[op.p1 - 1])
    return 1
