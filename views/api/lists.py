"""Where a page of a list begins, as programs ask for it; a row that is not there is a 404."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from models.lists.cursors import BadCursor
from models.lists.numbered import Numbered, Row
from views.api.problems import Problem

Cursors = Annotated[
    str, Meta(max_length=200, pattern="^[A-Za-z0-9_-]+$", description="`next` of the page before.")
]
Limit = Annotated[int, Meta(ge=1, le=200, description="Rows of a page.")]

USUAL = 50


class Place(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Where a page begins, and how many rows it has."""

    after: Cursors | None = None
    limit: Limit = USUAL


def page_of(table: Numbered[Row], place: Place, *, named: str | None = None) -> tuple[list[Row], str | None]:
    """The rows, and where the next page begins; of that name alone, if one is told."""
    try:
        return table.page(place.limit, after=place.after, named=named)
    except BadCursor:
        raise Problem(400, "bad-cursor") from None


def row_of(table: Numbered[Row], number: int) -> Row:
    """The row of that number."""
    row = table.find(number)
    if row is None:
        raise Problem(404)
    return row
