"""The first rows of several lists and how many each has, read in one statement: the cards of a detail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, Subquery, and_, literal_column, select, union_all

from models.kernel import base
from models.lists.paging import Clause, Count, Query, capped
from models.lists.rows import Reading

Part = tuple[list[Any], Count]
"""The first rows of one list, and how many it has."""


class Bound(NamedTuple):
    """How a kept statement asks what a filter leaves: what makes its clause, and the values told by name."""

    clause: Callable[[], Clause]
    values: Mapping[str, object]


@dataclass(frozen=True)
class Listed:
    """A list without a search, and what is read of its rows: what sorts them among it."""

    query: Query
    reading: Reading


class FirstOfEach:
    """The first rows of each list in its order, and its count up to the cap; a statement that may be kept.

    Lists of one model share the first's reading.
    """

    def __init__(self, lists: Sequence[Listed], size: int, *, cap: int) -> None:
        self.queries, self.cap = [listed.query for listed in lists], cap
        readings = {listed.query.model: listed.reading for listed in reversed(lists)}
        self.readings = readings
        self._starts: dict[object, int] = {}
        columns: list[Any] = []
        for model, reading in readings.items():
            self._starts[model] = len(columns)
            columns += reading.columns
        self.statement = self._written(columns, size) if lists else None

    def _written(self, columns: Sequence[Any], size: int) -> Select[Any]:
        parts = [_keys(place, query, size, self.cap) for place, query in enumerate(self.queries)]
        keys = union_all(*parts).subquery("keys")
        statement: Select[Any] = select(keys.c.part, keys.c.total, *columns).select_from(keys)
        for model, reading in self.readings.items():
            its = [_number(place) for place, query in enumerate(self.queries) if query.model is model]
            # Each row stands in the columns of its own model; those of the others are empty.
            is_its = and_(keys.c.part.in_(its), keys.c.id == reading.columns[0])
            statement = reading.along(statement.join(model, is_its, isouter=True))
        return statement

    def read(self, values: Mapping[str, object]) -> list[Part]:
        """What they hold now, for the values that their clauses ask for by name."""
        if self.statement is None:
            return []
        rows: list[list[Any]] = [[] for _ in self.queries]
        totals = [0] * len(self.queries)
        for part, total, *held in base.read(self.statement, values).all():
            model = self.queries[part].model
            row = self.readings[model].row(held[self._starts[model] :])
            totals[part] = total
            if row is not None:  # gone since its number was found
                rows[part].append(row)
        for query, found in zip(self.queries, rows, strict=True):
            key, number = query.order.key.key, query.order.id.key
            found.sort(
                key=lambda row: (getattr(row, key), getattr(row, number)), reverse=query.order.descending
            )
        return [
            (found, Count(min(total, self.cap), total > self.cap))
            for found, total in zip(rows, totals, strict=True)
        ]


def _number(place: int) -> Any:
    return literal_column(str(place), Integer)


def _keys(place: int, query: Query, size: int, cap: int) -> Select[Any]:
    key, number = query.order.key, query.order.id
    ordered = (key.desc(), number.desc()) if query.order.descending else (key, number)
    first: Subquery = select(number.label("id")).where(*query.where).order_by(*ordered).limit(size).subquery()
    total = capped(select(number).where(*query.where), cap).label("total")
    return select(_number(place).label("part"), first.c.id, total)
