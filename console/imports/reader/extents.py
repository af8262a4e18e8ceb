"""How far the sheets of a workbook reach, and which cells hold no value: seen before they are opened.

Both formats are looked at by their tags alone, some bytes at a time: to open a sheet makes its whole
rectangle, which a few repeated cells can stretch to the memory of the machine.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import defaultdict

from console.imports.reader.refusals import FileRefused, FileWhy

MOST_CELLS = 10_000_000
"""Of one sheet: the reader makes the whole rectangle."""

MOST_EMPTY, EMPTY_FOR_EACH = 1_000_000, 30
"""Cells that a rectangle may have beyond those that are written, in all and for each written one."""

_KEPT = 1 << 20
"""Bytes of an unfinished tag that are kept for the next block."""

_ATTRIBUTES = rb"""([^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*)"""
_ENTITY = b"<!ENTITY"

_UNCOMPUTED = (
    rb"(\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>)"
)
"""A formula that nobody has computed: programs write them so, and the cell would read as empty."""

_XLSX = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES + rb">" + _UNCOMPUTED + rb"?")
_CELL = re.compile(rb"<(?:\w+:)?(?:row|c|table[\w-]*)[\s>]")
_PLACE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_ERROR, _TEXT = re.compile(rb"""\bt=["']e["']"""), re.compile(rb"""\bt=["']str["']""")

_ODS = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    + _ATTRIBUTES
    + rb">|<text:p[^<>]*>(#[^<]{1,40}|Err:\d{3})</text:p>"
)
_REPEATED = re.compile(rb"""\btable:number-(?:rows|columns)-repeated=["']\s*(\d+)""")
_VALUED, _ODS_ERROR = rb"value-type=", re.compile(rb"""\bcalcext:value-type=["']error["']""")


class Extent(ABC):
    """The sheets of one part of a workbook. `errors` are the cells without a value, columns by row."""

    def __init__(self) -> None:
        self.errors: dict[int, set[int]] = defaultdict(set)
        self._rest = b""
        self._row = self._column = self._last_row = self._last_column = 0
        self._written = self._cells = 0

    def feed(self, block: bytes) -> None:
        """Looks at the next bytes. Raises `FileRefused` when the sheets reach beyond measure."""
        data = self._rest + block
        if _ENTITY in data:  # no spreadsheet declares one; a bomb does
            raise FileRefused(FileWhy.INFLATES)
        cut = max(data.rfind(b"<c"), data.rfind(b"<table:table"))  # before a cell, to see what it holds
        if cut <= 0 or len(data) - cut > _KEPT:
            cut = data.rfind(b"<")
        if cut == 0 and len(data) > _KEPT and _CELL.match(data):  # no cell is so long
            raise FileRefused(FileWhy.INFLATES)
        data, self._rest = (data[:cut], data[cut:]) if cut > 0 else (data, b"")
        self._look(data)
        self._measure()

    def end(self) -> None:
        """Looks at what was kept."""
        self._look(self._rest)
        self._rest = b""
        self._measure()

    @abstractmethod
    def _look(self, data: bytes) -> None: ...

    def _measure(self) -> None:
        cells = self._cells + self._last_row * self._last_column
        if cells > MOST_CELLS or cells > MOST_EMPTY + EMPTY_FOR_EACH * self._written:
            raise FileRefused(FileWhy.INFLATES)


class XlsxExtent(Extent):
    """One sheet of an XLSX: its cells tell their place, or follow one another."""

    def _look(self, data: bytes) -> None:
        for tag, attributes, uncomputed in _XLSX.findall(data):
            self._move(tag == b"row", _PLACE.search(attributes))
            if tag == b"c":
                self._written += 1
                if _ERROR.search(attributes) or (uncomputed and not _TEXT.search(attributes)):
                    self.errors[self._row].add(self._column)

    def _move(self, is_row: bool, place: re.Match[bytes] | None) -> None:
        if is_row:
            self._row = int(place[2]) if place else self._row + 1
            self._column = 0
            return
        self._column = _column(place[1]) if place else self._column + 1
        if place:
            self._row = int(place[2])
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)


class OdsExtent(Extent):
    """All sheets of an ODS, which are opened together; `errors` are those of the first."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet = 0
        self._rows = self._columns = 1
        self._reach = 0
        self._bad: set[int] = set()

    def _look(self, data: bytes) -> None:
        for closing, tag, attributes, error in _ODS.findall(data):
            if error:
                self._mark()
            elif tag == b"table":
                self._next_sheet(bool(closing))
            elif tag == b"table-row":
                if not closing:
                    self._rows, self._column, self._reach, self._bad = _repeats(attributes), 0, 0, set()
                if closing or attributes.endswith(b"/"):
                    self._end_row()
            elif not closing:
                self._cell(attributes)

    def _next_sheet(self, closing: bool) -> None:
        if not closing:
            self._sheet += 1
        self._cells += self._last_row * self._last_column
        self._row = self._last_row = self._last_column = 0

    def _cell(self, attributes: bytes) -> None:
        self._columns = _repeats(attributes)
        self._column += self._columns
        if not attributes.endswith(b"/") or _VALUED in attributes:
            self._written += 1
            self._reach = self._column
            if _ODS_ERROR.search(attributes):
                self._mark()

    def _mark(self) -> None:
        if self._sheet == 1:
            self._must_fit(self._columns)
            self._bad.update(range(self._column - self._columns + 1, self._column + 1))

    def _end_row(self) -> None:
        if self._reach:
            self._last_row = self._row + self._rows
            self._last_column = max(self._last_column, self._reach)
            self._measure()
            if self._bad:
                self.errors.update((self._row + at, self._bad) for at in range(1, self._rows + 1))
        self._row += self._rows

    def _must_fit(self, columns: int) -> None:
        if columns > MOST_EMPTY:
            raise FileRefused(FileWhy.INFLATES)


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return max(1, int(found[1][:12])) if found else 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
