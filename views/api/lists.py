"""Lists of rows by number, a page at a time: what is added meanwhile comes at the end, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar, cast

from msgspec import Meta, Struct

from models.lists import loading, paging
from models.lists.cursors import BadCursor, Cursor, Order
from models.lists.paging import Clause, Query
from views.api.problems import Problem

Cursors = Annotated[
    str, Meta(max_length=200, pattern="^[A-Za-z0-9_-]+$", description="`next` of the page before.")
]
Limit = Annotated[int, Meta(ge=1, le=200, description="Rows of a page.")]

USUAL = 50

Row = TypeVar("Row")


class Place(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Where a page begins, and how many rows it has."""

    after: Cursors | None = None
    limit: Limit = USUAL


class Listed(Generic[Row]):
    """One list: its rows by number, what is read beside them, and which of them are anybody's business.

    Those that are not are left out of the page that has read them: it is shorter then, and one range of rows
    whatever stands in it.
    """

    def __init__(
        self,
        model: type[Row],
        order: Order,
        *,
        load: tuple[str, ...] = (),
        shows: Callable[[Row], bool] = lambda _: True,
    ) -> None:
        self.model, self.order, self.shows = model, order, shows
        self.options = loading.options(cast(Any, model), load)
        self.whole = self._query(())

    def _query(self, where: tuple[Clause, ...]) -> Query:
        return Query(cast(Any, self.model), self.order, where=where, options=self.options)

    def page(self, place: Place, *where: Clause) -> tuple[list[Row], str | None]:
        """The rows, and where the next page begins."""
        query = self._query(where) if where else self.whole
        try:
            cursor = None if place.after is None else Cursor.decode(place.after, self.order)
        except BadCursor:
            raise Problem(400, "bad-cursor") from None
        found = paging.page(query, place.limit, cursor=cursor)
        rows = [row for row in found.rows if self.shows(row)]
        return rows, None if found.next is None else found.next.encode()

    def row(self, number: int) -> Row:
        """The row of that number; a 404 where there is none."""
        rows = self.page(Place(limit=1), self.order.id == number)[0]
        if not rows:
            raise Problem(404)
        return rows[0]
