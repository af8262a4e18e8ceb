"""Counts beside the choices of a list's filters: kept ones where there are, else capped, never slow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, Subquery, and_, case, func, null, select, true

from models.kernel import base
from models.lists.counts import Cells, Wanted
from models.lists.paging import Clause, Count, Query, capped

SAMPLE = 1_000
"""So many rows are looked at where no count is kept. A list that has no more is counted whole."""

HITS = 2_000
"""So many finds of a search are looked through."""

LOCKED = 5_000
"""So many rows are taken off a kept count: beyond nobody knows."""


@dataclass(frozen=True)
class Few:
    """The few rows of a clause, which an index finds, and of these those that meet the others."""

    clause: Clause
    others: Sequence[Clause] = ()

    def count(self, row_id: Any) -> object:
        """How many they are, as a value, up to the cap: the few first, whatever other index tempts."""
        if not self.others:
            return capped(select(row_id).where(self.clause), LOCKED)
        few = select(row_id.label("id")).where(self.clause).limit(LOCKED + 1).subquery("few")
        meets = select(row_id).where(row_id == few.c.id, *self.others).correlate(few).exists()
        return capped(select(few.c.id).where(meets), LOCKED)


@dataclass(frozen=True)
class Kept:
    """Which cells have the rows of the rest, and which of these those that some of its choices leave.

    `less` tells by choice the rows that the cells count though the list does not show them; that of the rest
    bears no name.
    """

    total: Sequence[Wanted]
    choices: Mapping[str, Wanted]
    less: Mapping[str, Few] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """The choices of one filter, as clauses, and the `rest`: all else that the list asks for.

    `indexed` names the choices that an index finds: these are counted in a long list too. Without choices
    only the rest is counted: what the list would show without this filter. Filters of one rest share it.
    `kept`: what need not be counted at all.
    """

    name: str
    rest: Query
    clauses: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    indexed: Collection[str] = ()
    kept: Kept | None = None


Key = tuple[str, str, bool]
"""Of a filter's choice its count, or (True) what is to be taken off it."""


@dataclass(frozen=True)
class Tally:
    """How many rows the rest has, and how many each choice would leave; None where nobody knows cheaply."""

    total: Count | None
    choices: dict[str, Count | None] = field(default_factory=dict)


class Tallies:
    """The counts of several filters beside a list: one statement at most, built once."""

    def __init__(self, choices: Sequence[Choices], *, cap: int) -> None:
        self.choices, self.cap = choices, cap
        self._unkept = [choice for choice in choices if choice.kept is None]
        self._last: tuple[object, dict[str, Tally]] = (None, {})

    def read(self, cells: Cells | None) -> dict[str, Tally]:
        """By name of the filter; `cells` are the kept counts of the table, for the choices that have any."""
        _, _, statement = self._statement
        answer = () if statement is None else tuple(base.read(statement).one())
        source, last = (answer, None if cells is None else cells.values), self._last
        if last[0] != source:  # another thread may have put another in its place
            last = self._last = (source, self._counted(cells, answer))
        return last[1]

    def _counted(self, cells: Cells | None, answer: Sequence[Any]) -> dict[str, Tally]:
        looked, scalars, _ = self._statement
        row = iter(answer)
        samples = {key: [next(row) for _ in range(columns)] for key, columns in looked.items()}
        found: dict[Key, int | None] = {key: next(row) for key in scalars}
        counted = {
            choice.name: _of_kept(choice, choice.kept, cells, found, self.cap)
            for choice in self.choices
            if choice.kept is not None and cells is not None
        }
        for key, (total, cut, *counts) in samples.items():
            left, long = iter(counts), cut or total > SAMPLE
            for choice in (choice for choice in self._unkept if id(choice.rest) == key):
                numbers = {
                    value: _as_count(next(left), found.get((choice.name, value, False)), long, self.cap)
                    for value in choice.clauses
                }
                counted[choice.name] = Tally(_as_count(total, None, long, self.cap), numbers)
        return counted

    @cached_property
    def _statement(self) -> tuple[dict[int, int], list[Key], Select[Any] | None]:
        """How many columns each rest has, what is asked besides, the statement of all (None of nothing)."""
        looked = _looked_at(self._unkept)
        scalars: dict[Key, object] = {
            (choice.name, value, False): _found(choice, value, looked[id(choice.rest)], self.cap)
            for choice in self._unkept
            for value in choice.clauses
            if value in choice.indexed
        }
        for choice in self.choices:
            if choice.kept is not None:
                scalars |= _beside(choice, choice.kept)
        parts: list[FromClause] = list(looked.values())
        columns: list[Any] = [column for part in parts for column in part.c]
        columns += scalars.values()
        if not columns:
            return {}, [], None
        query = select(*columns)
        if parts:
            query = query.select_from(reduce(lambda source, part: source.join(part, true()), parts))
        return {key: len(part.c) for key, part in looked.items()}, list(scalars), query


def _beside(choice: Choices, kept: Kept) -> dict[Key, object]:
    """What is still asked of indexes: choices that no cell tells, and what is to be taken off."""
    name, row_id = choice.name, choice.rest.order.id
    scalars: dict[Key, object] = {
        (name, value, False): Few(clause, choice.rest.where).count(row_id)
        for value, clause in choice.clauses.items()
        if value not in kept.choices and value in choice.indexed
    }
    return scalars | {(name, value, True): less.count(row_id) for value, less in kept.less.items()}


def _of_kept(choice: Choices, kept: Kept, cells: Cells, found: Mapping[Key, int | None], cap: int) -> Tally:
    def without(value: str, number: int) -> Count | None:
        off = found.get((choice.name, value, True)) or 0
        return None if off > LOCKED else Count(max(0, number - off))

    few = cells.narrow(*kept.total)
    numbers: dict[str, Count | None] = {}
    for value in choice.clauses:
        if value in kept.choices:
            numbers[value] = without(value, few.count(kept.choices[value]))
        else:
            number = found.get((choice.name, value, False))
            numbers[value] = None if number is None else Count(min(number, cap), number > cap)
    return Tally(without("", few.count()), numbers)


def _looked_at(choices: Sequence[Choices]) -> dict[int, Subquery]:
    """For each rest one row: the sample's length, whether the finds were cut, what each choice met."""
    looked: dict[int, Subquery] = {}
    hits: dict[int, CTE] = {}
    for choice in choices:
        rest = choice.rest
        if id(rest) in looked:
            continue
        sample = select(rest.order.id.label("id")).where(*rest.where)
        cut: Any = null()
        if rest.hits is not None:
            if id(rest.hits) not in hits:
                few = rest.hits.limit(HITS + 1).cte(f"hits{len(hits)}").prefix_with("MATERIALIZED")
                hits[id(rest.hits)] = few
            few = hits[id(rest.hits)]
            sample = sample.join(few, list(few.c)[0] == rest.order.id)
            cut = select(func.count() > HITS).select_from(few).scalar_subquery()
        found = sample.limit(SAMPLE + 1).subquery(f"sample{len(looked)}")
        clauses = [clause for other in choices if other.rest is rest for clause in other.clauses.values()]
        matching = [func.count().filter(clause).label(f"met{n}") for n, clause in enumerate(clauses)]
        query = select(func.count().label("total"), cut.label("cut"), *matching).select_from(found)
        if matching:
            query = query.join(rest.model, rest.order.id == found.c.id)
        looked[id(rest)] = query.subquery(f"looked{len(looked)}")
    return looked


def _found(choice: Choices, value: str, looked: Subquery, cap: int) -> object:
    """The choice's own count, asked of its index where the sample is too short."""
    rows = select(choice.rest.order.id).where(and_(*choice.rest.where, choice.clauses[value]))
    return case((looked.c.total > SAMPLE, capped(rows, cap)), else_=null())


def _as_count(sampled: int, found: int | None, long: bool, cap: int) -> Count | None:
    if found is None and long and sampled <= cap:
        return None
    count = sampled if found is None else found
    return Count(min(count, cap), count > cap)
