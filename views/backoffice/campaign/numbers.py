"""A number of the campaign with the list of what it counts, and tables of such numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from views import formats


@dataclass(frozen=True)
class Figure:
    """A number and the list that shows what it counts; `more` where it stopped at its cap."""

    number: int | None
    href: str = ""
    unit: str = ""
    more: bool = False

    @property
    def words(self) -> str:
        """As the page shows it."""
        if self.number is None:
            return "–"
        shown = formats.plural(self.number, self.unit) if self.unit else formats.number(self.number)
        return f"plus de {shown}" if self.more else shown


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, its figures, and what to do about it."""

    words: str
    figures: Sequence[Figure]
    advice: str = ""


@dataclass(frozen=True)
class Table:
    """A table of figures. `name` tells it in addresses, `advised` what its last column gives."""

    name: str
    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    advised: str = ""
    note: str = ""
    hidden: Sequence[Line] = field(default=())
    """Lines that the file alone has."""

    def rows(self) -> Iterator[list[str]]:
        """Each figure as a file tells it: table, line, head, number."""
        for line in (*self.hidden, *self.lines):
            for head, figure in zip(self.heads[1:], line.figures, strict=False):
                number = "" if figure.number is None else str(figure.number)
                yield [self.title, line.words, head, number]


def _free(filters: dict[str, str]) -> Any:
    """Parameters of an address, which `url_for` types as its own."""
    return filters


def listed(screen: str, **filters: str) -> str:
    """The list of a screen that these filters leave."""
    return url_for(f"{screen}.index_view", **_free(filters))


def journeys(**filters: str) -> str:
    """The list of journeys that these filters leave."""
    return listed("journeys", **filters)
