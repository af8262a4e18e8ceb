"""Rows of other screens that belong to a row: some on its detail, all of them one click away, by a filter."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask import url_for
from sqlalchemy import bindparam

from models.kernel.base import Base, db
from models.kernel.types import BigId
from models.lists.paging import Clause
from models.lists.several import Bound, FirstOfEach, Listed, Part
from views import formats
from views.backoffice.kit.columns import Args, Filter, value_of
from views.messages import Tag

if TYPE_CHECKING:
    from views.backoffice.kit.row_actions import Row
    from views.backoffice.kit.screen import Screen

SHOWN = 6
"""Rows on a card; the rest stands in the list."""

CAP = 1_000


def of(
    name: str,
    label: str,
    model: type[Base],
    where: str | Callable[[int], Clause],
    bind: Callable[[int], Bound | None] | None = None,
) -> Filter:
    """A filter reached by links: the rows that belong to one row of another model, whose name is the chip."""

    def words(number: int) -> str:
        row = db.session.get(model, number)
        return f"n° {number}" if row is None else str(value_of(row, "label"))

    return Filter(name, label, where, control="hidden", words=words, bind=bind)


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
    reads: Sequence[str] = ()
    """What these two read, beside what the list of that screen does."""


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


@dataclass(frozen=True)
class Slot:
    """A card that is to be filled: its list, the value of its filter, and how the statement asks for it."""

    link: Link
    target: Screen[Any]
    value: object
    bound: Bound
    is_kept: bool = True

    def listed(self) -> Listed:
        """The list, and what its lines read of a row."""
        return Listed(self.target.narrowed(self.bound.clause()), self.target.reading(self.link.reads))


class Cards:
    """The cards of a screen's details: one statement, built once for all who may open the same screens."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, FirstOfEach] = {}

    def of(self, screen: Screen[Row], row: Row) -> list[Card]:
        """The cards of a row; those of screens that the person may not open left out."""
        open_to = [
            slot for place, link in enumerate(screen.links) if (slot := _slot(link, screen, place, row))
        ]
        values = {name: value for slot in open_to for name, value in slot.bound.values.items()}
        parts = self._first(open_to).read(values)
        return [_card(slot, part) for slot, part in zip(open_to, parts, strict=True)]

    def _first(self, open_to: Sequence[Slot]) -> FirstOfEach:
        key = tuple(slot.link.title for slot in open_to)
        is_kept = all(slot.is_kept for slot in open_to)
        found = self.kept.get(key) if is_kept else None
        if found is None:
            found = FirstOfEach([slot.listed() for slot in open_to], SHOWN, cap=CAP)
            if is_kept:
                self.kept[key] = found
        return found


def _slot(link: Link, screen: Screen[Any], place: int, row: object) -> Slot | None:
    target: Screen[Any] = next(view for view in screen.admin._views if view.endpoint == link.screen)
    if not target.may("index_view"):
        return None
    value, wanted = link.value(row), target.filter_of(link.filter)
    if wanted.bind is None:
        name = f"of_{place}"
        number = bindparam(name, type_=BigId)
        return Slot(link, target, value, Bound(lambda: wanted.clause(target.model, number), {name: value}))
    bound = wanted.bind(value)
    if bound is None:
        alone = Bound(lambda: wanted.clause(target.model, value), {})
        return Slot(link, target, value, alone, is_kept=False)
    return Slot(link, target, value, bound)


def _card(slot: Slot, part: Part) -> Card:
    link, target, (rows, count) = slot.link, slot.target, part
    more = "plus de " if count.more else ""
    args: Args = {link.filter: slot.value}
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
