"""Counts beside the choices of a list's filters: kept ones where there are, else capped, never slow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Subquery, and_, case, func, null, select, true

from models.kernel.base import db
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

    def count(self, row_id: Any) -> Any:
        """How many they are, as a value, up to the cap: the few first, whatever other index tempts."""
        if not self.others:
            return capped(select(row_id).where(self.clause), LOCKED)
        few = select(row_id.label("id")).where(self.clause).limit(LOCKED + 1).subquery("few")
        meets = select(row_id).where(row_id == few.c.id, *self.others).correlate(few).exists()
        return capped(select(few.c.id).where(meets), LOCKED)


@dataclass(frozen=True)
class Kept:
    """What the cells say: the `total` of the rest, and for some choices how many rows they leave.

    `less` tells by choice the rows that the cells count though the list does not show them; that of the rest
    bears no name.
    """

    total: int
    choices: Mapping[str, int]
    less: Mapping[str, Few] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """The choices of one filter, told as clauses, and the `rest`: all else that the list asks for.

    `indexed` names the choices that an index finds: these are counted in a long list too. Without choices
    only the rest is counted: what the list would show without this filter. Filters of one rest share it.
    `kept`: what need not be counted at all.
    """

    name: str
    rest: Query
    clauses: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    indexed: Collection[str] = ()
    kept: Kept | None = None


@dataclass(frozen=True)
class Tally:
    """How many rows the rest has, and how many each choice would leave; None where nobody knows cheaply."""

    total: Count | None
    choices: dict[str, Count | None] = field(default_factory=dict)


def tally(choices: Sequence[Choices], *, cap: int) -> dict[str, Tally]:
    """The counts of several filters, by name; one statement at most, whatever is asked."""
    unkept = [choice for choice in choices if choice.kept is None]
    looked = _looked_at(unkept)
    sought = [(choice, value) for choice in unkept for value in choice.clauses if value in choice.indexed]
    scalars: dict[tuple[str, str, bool], Any] = {
        (choice.name, value, False): _found(choice, value, looked[id(choice.rest)], cap)
        for choice, value in sought
    }
    for choice in choices:
        if choice.kept is not None:
            scalars |= _beside(choice, choice.kept)
    row = iter(_answered(list(looked.values()), list(scalars.values())))
    samples = {key: [next(row) for _ in part.c] for key, part in looked.items()}
    found: dict[tuple[str, str, bool], int | None] = {key: next(row) for key in scalars}
    counted = {choice.name: _of_kept(choice, choice.kept, found, cap) for choice in choices if choice.kept}
    for key, (total, cut, *counts) in samples.items():
        left, long = iter(counts), cut or total > SAMPLE
        for choice in (choice for choice in unkept if id(choice.rest) == key):
            numbers = {
                value: _as_count(next(left), found.get((choice.name, value, False)), long, cap)
                for value in choice.clauses
            }
            counted[choice.name] = Tally(_as_count(total, None, long, cap), numbers)
    return counted


def less_than(total: int, less: Few | None, query: Query) -> Count | None:
    """A kept count without the rows that are to be taken off, if any; None where these are too many."""
    if less is None:
        return Count(total)
    off = db.session.scalar(select(less.count(query.order.id))) or 0
    return None if off > LOCKED else Count(max(0, total - off))


def _answered(parts: Sequence[Subquery], scalars: Sequence[Any]) -> Sequence[Any]:
    """The one row of all that is asked; no statement where nothing is."""
    columns: list[Any] = [column for part in parts for column in part.c]
    columns += scalars
    if not columns:
        return ()
    query = select(*columns)
    if parts:
        source: FromClause = parts[0]
        for part in parts[1:]:
            source = source.join(part, true())
        query = query.select_from(source)
    return db.session.execute(query).one()


def _beside(choice: Choices, kept: Kept) -> dict[tuple[str, str, bool], Any]:
    """What is still asked of indexes: choices that no cell tells, and what is to be taken off."""
    scalars: dict[tuple[str, str, bool], Any] = {
        (choice.name, value, False): Few(clause, choice.rest.where).count(choice.rest.order.id)
        for value, clause in choice.clauses.items()
        if value not in kept.choices and value in choice.indexed
    }
    less = {(choice.name, value, True): less.count(choice.rest.order.id) for value, less in kept.less.items()}
    return scalars | less


def _of_kept(
    choice: Choices, kept: Kept, found: Mapping[tuple[str, str, bool], int | None], cap: int
) -> Tally:
    def without(value: str, number: int) -> Count | None:
        off = found.get((choice.name, value, True)) or 0
        return None if off > LOCKED else Count(max(0, number - off))

    numbers: dict[str, Count | None] = {}
    for value in choice.clauses:
        if value in kept.choices:
            numbers[value] = without(value, kept.choices[value])
        else:
            number = found.get((choice.name, value, False))
            numbers[value] = None if number is None else Count(min(number, cap), number > cap)
    return Tally(without("", kept.total), numbers)


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
        matching = [
            func.count().filter(clause).label(f"matching{place}") for place, clause in enumerate(clauses)
        ]
        query = select(func.count().label("total"), cut.label("cut"), *matching).select_from(found)
        if matching:
            query = query.join(rest.model, rest.order.id == found.c.id)
        looked[id(rest)] = query.subquery(f"looked{len(looked)}")
    return looked


def _found(choice: Choices, value: str, looked: Subquery, cap: int) -> Any:
    """The choice's own count, asked of its index where the sample is too short."""
    rows = select(choice.rest.order.id).where(and_(*choice.rest.where, choice.clauses[value]))
    return case((looked.c.total > SAMPLE, capped(rows, cap)), else_=null())


def _as_count(sampled: int, found: int | None, long: bool, cap: int) -> Count | None:
    if found is None and long and sampled <= cap:
        return None
    count = sampled if found is None else found
    return Count(min(count, cap), count > cap)
