"""Rows by number, a page at a time: what is added meanwhile comes at the end, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

from models.kernel.base import Base
from models.lists import loading, paging
from models.lists.cursors import Cursor, Order
from models.lists.paging import Clause, Query

Row = TypeVar("Row", bound=Base)


class Numbered(Generic[Row]):
    """One table: its rows by number, what is read beside them, and which of them are anybody's business.

    Those that are not are left out of the page that has read them: it is shorter then, and one range of rows
    whatever stands in it. `name` is the column by which one row is asked for, other than by its number.
    """

    def __init__(
        self,
        model: type[Row],
        *,
        name: str = "id",
        load: tuple[str, ...] = (),
        shows: Callable[[Row], bool] = lambda _: True,
    ) -> None:
        number = cast(Any, model).id
        self.model, self.shows, self.order = model, shows, Order(number, number)
        self.name = getattr(model, name)
        self.whole = Query(model, self.order, options=loading.options(model, load))

    def page(
        self, limit: int, *, after: str | None = None, named: str | None = None
    ) -> tuple[list[Row], str | None]:
        """The rows, and where the next page begins; of that name alone if told. Raises `BadCursor`."""
        cursor = None if after is None else Cursor.decode(after, self.order)
        query = self.whole if named is None else self._where(self.name == named)
        found = paging.page(query, limit, cursor=cursor)
        rows = [row for row in found.rows if self.shows(row)]
        return rows, None if found.next is None else found.next.encode()

    def find(self, number: int) -> Row | None:
        """The row of that number."""
        found = paging.page(self._where(self.order.id == number), 1)
        return next(filter(self.shows, found.rows), None)

    def find_named(self, name: str) -> Row | None:
        """The row of that name."""
        return next(iter(self.page(1, named=name)[0]), None)

    def _where(self, clause: Clause) -> Query:
        return replace(self.whole, where=(clause,))
