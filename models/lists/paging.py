"""Long lists: pages found by key both ways, counts that stop early, rows read as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Engine,
    Select,
    Subquery,
    bindparam,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from models.kernel import base, replica
from models.kernel.base import Base, db
from models.lists.cursors import BadCursor, Cursor, Order
from models.lists.rows import Reading

Clause = ColumnExpressionArgument[bool]
"""What narrows a list, as rooms that know no database name it."""

CHUNK = 500

LOOKED_THROUGH = 2_000
"""Finds of a search that are sorted, or counted beside filters. Of more the newest come first."""


@dataclass(frozen=True)
class Walk:
    """A way through the finds of a common word by their number alone, no further than the page.

    `source` is walked in the order of its `key`, which is the row's, and left with the `clauses`.
    """

    source: Any
    key: Any
    clauses: Sequence[ColumnElement[bool]] = ()


@dataclass(frozen=True)
class Query:
    """What a list shows: rows of a model that meet the clauses and, if searched, stand among the hits.

    `hits` selects ids (models/lists/search.py); they are found first, once, and rows are joined to them.
    """

    model: type[Base]
    order: Order
    where: Sequence[Clause] = ()
    hits: Select[int] | None = None
    options: Sequence[ExecutableOption] = ()
    walk: Walk | None = None
    sorted: Order | None = None
    """The order that the list would have if its finds were not walked through."""

    seeks: dict[object, Select[Any]] = field(init=False, default_factory=dict, compare=False, repr=False)
    """The statements that find its pages, each built once."""

    def by_number(self, walk: Walk) -> Query:
        """The same list, the newest row first, its finds walked through rather than found at once."""
        return replace(self, order=self.order.newest_first, walk=walk, sorted=self.order)

    def cursor(self, text: str, *, before: bool) -> Cursor | None:
        """The place that an address gives; raises `BadCursor`.

        Between two pages of a search its finds may become too many to be sorted, or few enough: the place is
        then that of the same row in the other order; None for a row that is gone.
        """
        try:
            return Cursor.decode(text, self.order, before=before)
        except BadCursor:
            if self.hits is None:
                raise
        if self.walk is not None:
            number = Cursor.decode(text, self.sorted or self.order, before=before).id
            return Cursor(number, number, before)
        number = Cursor.decode(text, self.order.newest_first, before=before).id
        key = db.session.scalar(select(self.order.key).where(self.order.id == number))
        return None if key is None else Cursor(key, number, before)

    def keys(self) -> Select[int]:
        """Key and id of every row of the list, unordered."""
        if self.walk is not None:
            walk = self.walk
            keys = select(walk.key.label("key"), walk.key.label("id")).select_from(walk.source)
            if self.where and walk.source is not self.model:
                keys = keys.join(self.model, self.order.id == walk.key)
            return keys.where(*walk.clauses, *self.where)
        return self.narrowed(select(self.order.key.label("key"), self.order.id.label("id")))

    def narrowed(self, query: Select[Any]) -> Select[int]:
        """The query, left with what the list shows."""
        query = query.where(*self.where)
        if self.hits is None:
            return query
        # MATERIALIZED: else PostgreSQL may walk the sort index and filter, which is slow for rare words.
        hits = self.hits.cte("hits").prefix_with("MATERIALIZED")
        return query.join(hits, list(hits.c)[0] == self.order.id)


@dataclass(frozen=True)
class Page:
    """The rows, and the places before and after them, None at the ends."""

    rows: list[Any]
    previous: Cursor | None
    next: Cursor | None


def page(
    query: Query,
    size: int,
    *,
    cursor: Cursor | None = None,
    last: bool = False,
    reading: Reading | None = None,
) -> Page:
    """One page: the first, the one at the cursor, or the last; whichever it is, one range of an index.

    Entities; with a `reading`, plain rows. Either is one statement.
    """
    order, backwards = query.order, last or (cursor is not None and cursor.before)
    descending = order.descending != backwards
    way = (cursor is not None, descending, size + 1, reading)
    found = query.seeks.get(way)
    if found is None:
        seek = _seek(query, cursor, descending, size + 1)
        found = query.seeks[way] = _of_page(query, seek, descending, reading)
    values = {} if cursor is None else {PLACE: cursor.key, TIE: cursor.id}
    if reading is not None:
        held = base.read(found, values).all()
        places = [Cursor(each[-1], each[0]) for each in held]
        rows = [reading.row(each) for each in held[:size]]
    else:
        entities = list(db.session.scalars(found, values).unique())
        places = [Cursor(getattr(row, order.key.key), getattr(row, order.id.key)) for row in entities]
        rows = entities[:size]
    more, places = len(places) > size, places[:size]
    if backwards:
        rows.reverse()
        places.reverse()
    if not places:
        return Page(rows, None, None)
    before = more if backwards else cursor is not None
    after = (cursor is not None and not last) if backwards else more
    return Page(rows, replace(places[0], before=True) if before else None, places[-1] if after else None)


def _of_page(query: Query, seek: Select[Any], descending: bool, reading: Reading | None) -> Select[Any]:
    """What stands at the places that are sought; of a reading, each row's key behind its columns."""
    found = seek.subquery("page")
    if reading is None:
        rows: Select[Any] = select(query.model).options(*query.options)
    else:
        rows = select(*reading.columns, found.c.key)
    rows = rows.select_from(found).join(query.model, found.c.id == query.order.id)
    # Ordered by what was found, not by the row: else SQLite walks the whole table in the order of its index.
    rows = rows.order_by(*_ordered(found.c.key, found.c.id, descending))
    return rows if reading is None else reading.along(rows)


def _ordered(key: Any, row_id: Any, descending: bool) -> tuple[Any, Any]:
    return (key.desc(), row_id.desc()) if descending else (key.asc(), row_id.asc())


PLACE, TIE = "place", "tie"
"""The parameters that tell a cursor."""


def _seek(query: Query, cursor: Cursor | None, descending: bool, size: int) -> Select[int]:
    keys, key, row_id = query.keys(), query.order.key, query.order.id
    if query.walk is not None:
        walked = query.walk.key
        if cursor is not None:
            walked_to = bindparam(TIE, cursor.id, row_id.type)
            keys = keys.where(walked < walked_to if descending else walked > walked_to)
        return keys.order_by(walked.desc() if descending else walked.asc()).limit(size)
    if cursor is None:
        return keys.order_by(*_ordered(key, row_id, descending)).limit(size)
    # Two seeks, not one: SQLite answers `(key, id) > (?, ?)` by walking every row of that key.
    place, tie = bindparam(PLACE, cursor.key, key.type), bindparam(TIE, cursor.id, row_id.type)
    same = keys.where(key == place, row_id < tie if descending else row_id > tie)
    rest = keys.where(key < place if descending else key > place)
    both = union_all(
        *(
            select(_part(part.order_by(*_ordered(key, row_id, descending)).limit(size)))
            for part in (same, rest)
        )
    ).subquery("both")
    return select(both).order_by(*_ordered(both.c.key, both.c.id, descending)).limit(size)


def _part(query: Select[Any]) -> Subquery:
    return query.subquery()


@dataclass(frozen=True)
class Count:
    """How many rows; `more` when the count stopped at its cap."""

    value: int
    more: bool = False


def found(*queries: Query, cap: int) -> list[Count]:
    """How many rows each of some lists shows, up to the cap; one statement."""
    return counted(counting(*queries, cap=cap), cap)


def counting(*queries: Query, cap: int) -> Select[Any]:
    """The statement of `found`, for whoever keeps it."""
    return select(*(capped(_ids(query), cap) for query in queries))


def counted(statement: Select[Any], cap: int) -> list[Count]:
    """What such a statement answers."""
    return [Count(min(value, cap), value > cap) for value in base.read(statement).one()]


def _ids(query: Query) -> Select[int]:
    if query.hits is None:
        return select(query.order.id).where(*query.where)
    if query.where:
        few = query.hits if query.walk is None else query.hits.limit(LOOKED_THROUGH)
        return select(query.order.id).where(*query.where, query.order.id.in_(few))
    return query.hits


def capped(query: Select[Any], cap: int) -> Any:
    """How many rows the query has, as a value: it stops one past the cap."""
    return select(func.count()).select_from(query.limit(cap + 1).subquery()).scalar_subquery()


def stream(query: Query) -> Iterator[object]:
    """Every row of the list in order, few at a time in memory, in a session of its own.

    Read where this session reads now, though the rows are fetched when it is over.
    """
    return _streamed(query, replica.engine())


def _streamed(query: Query, engine: Engine) -> Iterator[object]:
    statement = (
        query.narrowed(select(query.model))
        .options(*query.options)
        .order_by(*_ordered(query.order.key, query.order.id, query.order.descending))
        .execution_options(yield_per=CHUNK)
    )
    with Session(engine) as session:
        yield from session.scalars(statement)
