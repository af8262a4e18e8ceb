"""Counts beside the choices of a list's filters: exact in a short list, capped in a long one, never slow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Subquery, case, func, null, select, true

from models.kernel.base import db
from models.lists.paging import Count, Query, capped

SAMPLE = 5_000
"""So many rows are looked at. A list that has no more is counted whole."""

HITS = 20_000
"""So many finds of a search are looked through."""


@dataclass(frozen=True)
class Choices:
    """The choices of one filter, told as clauses, and the `rest`: all else that the list asks for.

    `indexed` names the choices that an index finds: these are counted in a long list too. Without choices
    only the rest is counted: what the list would show without this filter. Filters of one rest share it.
    """

    name: str
    rest: Query
    clauses: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    indexed: Collection[str] = ()


@dataclass(frozen=True)
class Tally:
    """How many rows the rest has, and how many each choice would leave; None where nobody knows cheaply."""

    total: Count | None
    choices: dict[str, Count | None] = field(default_factory=dict)


def tally(choices: Sequence[Choices], *, cap: int) -> dict[str, Tally]:
    """The counts of several filters, by name; one statement, whatever is asked."""
    if not choices:
        return {}
    looked = _looked_at(choices)
    parts = list(looked.values())
    source: FromClause = parts[0]
    for part in parts[1:]:
        source = source.join(part, true())
    columns: list[Any] = [column for part in parts for column in part.c]
    sought = [(choice, value) for choice in choices for value in choice.clauses if value in choice.indexed]
    columns += [_found(choice, value, looked[id(choice.rest)], cap) for choice, value in sought]
    row = iter(db.session.execute(select(*columns).select_from(source)).one())
    met = {key: [next(row) for _ in part.c] for key, part in looked.items()}
    found = {(choice.name, value): next(row) for choice, value in sought}
    counted = {}
    for key, (total, cut, *counts) in met.items():
        left, long = iter(counts), cut or total > SAMPLE
        for choice in (choice for choice in choices if id(choice.rest) == key):
            numbers = {
                value: _as_count(next(left), found.get((choice.name, value)), long, cap)
                for value in choice.clauses
            }
            counted[choice.name] = Tally(_as_count(total, None, long, cap), numbers)
    return counted


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
        met = [func.count().filter(clause).label(f"met{place}") for place, clause in enumerate(clauses)]
        query = select(func.count().label("total"), cut.label("cut"), *met).select_from(found)
        if met:
            query = query.join(rest.model, rest.order.id == found.c.id)
        looked[id(rest)] = query.subquery(f"looked{len(looked)}")
    return looked


def _found(choice: Choices, value: str, looked: Subquery, cap: int) -> Any:
    """The choice's own count, asked of its index where the sample is too short."""
    rows = select(choice.rest.order.id).where(*choice.rest.where, choice.clauses[value])
    return case((looked.c.total > SAMPLE, capped(rows, cap)), else_=null())


def _as_count(met: int, found: int | None, long: bool, cap: int) -> Count | None:
    if found is None and long and met <= cap:
        return None
    count = met if found is None else found
    return Count(min(count, cap), count > cap)
