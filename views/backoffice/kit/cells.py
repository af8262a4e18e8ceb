"""The values of rows, drawn: a function for each way of showing, the cells of a list chosen once a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Generic, TypeVar

from markupsafe import Markup, escape

from views import formats
from views.backoffice.kit.columns import Column, reader
from views.drawing import pieces
from views.drawing.pieces import whole
from views.messages import Tag

NARROW = ("stamp", "day", "moment", "phone", "siret")
"""Shown in figures that stand under each other."""


_SPECIAL = re.compile("[&<>\"']")


def _text(value: object) -> str:
    """The value escaped. Most hold nothing to be escaped, and markup is dear where a thousand are drawn."""
    return escape(value) if type(value) is not str or _SPECIAL.search(value) else value


def _number(text: object) -> str:
    return f'<span class="b-num">{_text(text)}</span>'


def _lines(text: object) -> Markup:
    """Its lines, each escaped: what markup joins is escaped by it."""
    return Markup("<br>").join(str(text).splitlines())


def _time(style: str) -> Callable[[object], Markup]:
    def draw(value: object) -> Markup:
        assert isinstance(value, date)
        return pieces.when(value, style)

    return draw


def _state(value: object) -> Markup:
    assert isinstance(value, (Tag, Enum))
    return pieces.state(value)


SHOWS: dict[str, Callable[[object], str]] = {
    "text": _text,
    "mono": _number,
    "siret": lambda value: _number(formats.siret(str(value))),
    "phone": lambda value: _number(formats.phone(str(value))),
    "stamp": _time("stamp"),
    "day": _time("day"),
    "moment": _time("moment"),
    "tag": _state,
    "proof": lambda value: pieces.proof(str(value)),
    "lines": _lines,
    "yes": lambda value: escape("Oui" if value else "Non"),
}
"""How a value is drawn, by the word of its column."""

Row = TypeVar("Row")

Drawing = Callable[[object], str]
"""Draws something of a row: HTML whose values are escaped."""


@lru_cache(1_000)
def drawing(column: Column, blank: str = "–", *, paper: bool = False) -> Drawing:
    """Draws the value of a column; `blank` stands for no value (in a list the sheet draws the dash).

    On paper nothing is followed, and no day is told as « hier ».
    """
    read, href = reader(column.value), None if paper else column.href
    nothing = escape(blank)
    show = SHOWS["moment" if paper and column.show == "stamp" else column.show]

    def draw(row: object) -> str:
        found = read(row)
        if found is None or found == "":
            return nothing
        address = href(row) if href is not None else None
        drawn = show(found)
        return drawn if not address else f'<a href="{escape(address)}">{drawn}</a>'

    return draw


def cell(column: Column, row: object, blank: str = "–", paper: bool = False) -> Markup:
    """One value of a row."""
    return whole(drawing(column, blank, paper=paper)(row))


def _with_second(column: Column) -> Drawing:
    first = drawing(column, "")
    if column.under is None:
        return first
    read = reader(column.under)

    def draw(row: object) -> str:
        under = read(row)
        return f"{first(row)}<wbr><small>{_text(under)}</small>" if under else first(row)

    return draw


def _opening(column: Column, named: bool) -> str:
    narrow = ' class="n"' if column.show in NARROW else ""
    label = f' data-l="{escape(column.label)}"' if named and column.show not in ("tag", "proof") else ""
    return f"<td{narrow}{label}>"


class Rows(Generic[Row]):
    """The rows of a list: how each of its cells is drawn is settled once.

    `named`: each value bears the name of its column, since the sheet of a list (`kit/labels.py`) knows its
    usual columns alone.
    """

    def __init__(self, columns: Sequence[Column], *, named: bool = False) -> None:
        head, *others = columns
        self.name, self.under = drawing(head, ""), reader(head.under) if head.under else None
        self.cells = [(_opening(column, named), _with_second(column)) for column in others]

    def draw(
        self,
        rows: Iterable[Row],
        *,
        number: Callable[[Row], int],
        details: str | None,
        tone: Callable[[Row], str],
        picked: bool | None,
    ) -> Markup:
        """The lines of the table. `details` and a row's number lead to its detail.

        With `picked`, true or false, each line has a box, ticked or not.
        """
        to = None if details is None else str(escape(details))
        return whole("\n".join([self._line(row, f"{number(row):d}", to, tone(row), picked) for row in rows]))

    def _line(self, row: Row, number: str, details: str | None, tone: str, picked: bool | None) -> str:
        of_tone = f' class="is-{escape(tone)}"' if tone else ""
        box, anchor = "", ""
        if picked is not None:
            anchor = f' id="r{number}"'
            box = (
                f'<td><label><input type="checkbox" name="id" value="{number}"'
                f' aria-labelledby="choisir r{number}"{" checked" if picked else ""}></label></td>'
            )
        name = self.name(row)
        if details is not None:
            name = f'<a class="b-link" href="{details}{number}">{name}</a>'
        under = self.under(row) if self.under is not None else ""
        second = f"<wbr><small>{_text(under)}</small>" if under else ""
        others = "".join([f"{opening}{draw(row)}</td>" for opening, draw in self.cells])
        return (
            f'<tr data-id="{number}"{of_tone}>{box}<th scope="row"{anchor}>{name}{second}</th>{others}</tr>'
        )
