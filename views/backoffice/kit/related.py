"""Rows of other screens that belong to a row: some on its detail, all of them one click away, by a filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask import url_for

from models.kernel.base import Base, db
from models.lists import several
from models.lists.paging import Clause
from views import formats
from views.backoffice.kit.columns import Args, Filter, value_of
from views.messages import Tag

if TYPE_CHECKING:
    from views.backoffice.kit.row_actions import Row
    from views.backoffice.kit.screen import Screen

SHOWN = 6
"""Rows on a card; the rest stands in the list."""

CAP = 1_000


def of(name: str, label: str, model: type[Base], where: str | Callable[[int], Clause]) -> Filter:
    """A filter reached by links: the rows that belong to one row of another model, whose name is the chip."""

    def words(number: int) -> str:
        row = db.session.get(model, number)
        return f"n° {number}" if row is None else str(value_of(row, "label"))

    return Filter(name, label, where, control="hidden", words=words)


@dataclass(frozen=True)
class Link:
    """A card of a detail: which screen, by which of its filters; `words` and `under` name its rows here."""

    title: str
    screen: str
    filter: str
    none: str = "Rien encore."
    value: Callable[[Any], object] = lambda row: row.id
    words: Callable[[Any], str] | None = None
    under: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Line:
    """One row of a card."""

    words: str
    href: str
    under: object
    status: Enum | Tag | None


@dataclass(frozen=True)
class Card:
    """A card as its template draws it."""

    title: str
    lines: Sequence[Line]
    none: str
    count: str
    href: str
    is_whole: bool


def cards(screen: Screen[Row], row: Row) -> list[Card]:
    """The cards of a row, in one statement; those of screens that the person may not open left out."""
    views = {view.endpoint: view for view in screen.admin._views}
    open_to = [link for link in screen.links if views[link.screen].may("index_view")]
    values = [link.value(row) for link in open_to]
    queries = [
        views[link.screen].narrowed(link.filter, value) for link, value in zip(open_to, values, strict=True)
    ]
    parts = several.first_of_each(queries, SHOWN, cap=CAP)
    return [
        _card(link, views[link.screen], value, part)
        for link, value, part in zip(open_to, values, parts, strict=True)
    ]


def _card(link: Link, target: Screen[object], value: object, part: several.Part) -> Card:
    rows, count = part
    more = "plus de " if count.more else ""
    args: Args = {link.filter: value}
    return Card(
        link.title,
        [_line(link, target, row) for row in rows],
        link.none,
        f"{more}{formats.plural(count.value, *target.nouns)}",
        url_for(f"{target.endpoint}.index_view", **args),
        count.value <= len(rows),
    )


def _line(link: Link, target: Screen[object], row: object) -> Line:
    second = target.columns[0].under
    under = link.under(row) if link.under else value_of(row, second) if second else ""
    return Line(
        link.words(row) if link.words else target.heading(row), target.href(row), under, target.status(row)
    )
