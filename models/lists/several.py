"""The first rows of several lists and how many each has, read in one statement: the cards of a detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Select, Subquery, and_, literal_column, select, union_all
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from models.kernel.base import Base, db
from models.lists.paging import Count, Query, capped

Part = tuple[list[Any], Count]
"""The first rows of one list, and how many it has."""


def first_of_each(queries: Sequence[Query], size: int, *, cap: int) -> list[Part]:
    """The first rows of each list in its order and its count up to the cap, for lists without a search."""
    if not queries:
        return []
    models = list(dict.fromkeys(query.model for query in queries))
    keys = union_all(*(_keys(place, query, size, cap) for place, query in enumerate(queries))).subquery(
        "keys"
    )
    statement: Select[Any] = select(keys.c.part, keys.c.total, *models).select_from(keys)
    for model in models:
        parts = [place for place, query in enumerate(queries) if query.model is model]
        # Each row stands in the columns of its own model; those of the others are empty.
        is_its = and_(keys.c.part.in_(parts), keys.c.id == _key(model))
        statement = statement.join(model, is_its, isouter=True)
    statement = statement.options(*_options(queries, models))
    rows: list[list[object]] = [[] for _ in queries]
    totals = [0] * len(queries)
    for part, total, *entities in db.session.execute(statement).unique():
        totals[part] = total
        rows[part].append(entities[models.index(queries[part].model)])
    for query, found in zip(queries, rows, strict=True):
        key, number = query.order.key.key, query.order.id.key
        found.sort(key=lambda row: (getattr(row, key), getattr(row, number)), reverse=query.order.descending)
    return [(found, Count(min(total, cap), total > cap)) for found, total in zip(rows, totals, strict=True)]


def _keys(place: int, query: Query, size: int, cap: int) -> Select[Any]:
    key, number = query.order.key, query.order.id
    ordered = (key.desc(), number.desc()) if query.order.descending else (key, number)
    first: Subquery = select(number.label("id")).where(*query.where).order_by(*ordered).limit(size).subquery()
    part: Any = literal_column(str(place), Integer).label("part")
    return select(part, first.c.id, capped(select(number).where(*query.where), cap).label("total"))


def _key(model: type[Base]) -> object:
    return inspected(model).primary_key[0]


def _options(queries: Sequence[Query], models: Sequence[type[Base]]) -> list[ExecutableOption]:
    options = [option for query in queries for option in query.options]
    # What a model reads along by itself may not narrow the statement: it holds the rows of others too.
    along = [
        joinedload(relation.class_attribute, innerjoin=False)
        for model in models
        for relation in inspected(model).relationships
        if relation.lazy == "joined"
    ]
    return [*options, *along]
