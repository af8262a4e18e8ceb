"""The old portal's files, read as they come: a header found by its names, then lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from console.imports.reader import delimited, encodings, workbooks
from console.imports.reader.delimited import Row
from console.imports.reader.encodings import REPLACEMENT, is_garbled, repaired, unescaped
from console.imports.reader.problems import Problem, What, problem, shown
from console.imports.reader.refusals import FileRefused, FileWhy
from models.values.text import fold

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
TOTALS = ("total", "totaux", "sous total", "sous totaux", "total general")
LONGEST_NAME = 80
SHIFTING = {What.EXTRA_CELLS, What.UNCLOSED_QUOTE}
"""What breaks a line somewhere."""

_UNREADABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{REPLACEMENT}]")

_ODD = re.compile(f'{_UNREADABLE.pattern[:-1]}\ufeffÂÃ]|â€|="')
"""What `clean` and `_bad_characters` look for begins with it: most lines, looked at once, hold none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the file; it is found whatever its case, accents and signs."""

    name: str
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: bytes of the file, rows, bytes of an unpacked workbook. None is no limit."""

    size: int | None = None
    rows: int | None = None
    inflated: int = 100_000_000


COMMAND = Limits()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, its known cells by column, and what already makes it impossible."""

    number: int
    values: dict[str, str]
    problems: tuple[Problem, ...] = ()

    @property
    def is_shifted(self) -> bool:
        """Whether its cells may stand in one another's columns."""
        return any(found.problem in SHIFTING for found in self.problems)


class Dialect(NamedTuple):
    """What a file was understood to be: its encoding, or the kind of workbook, and what parts its cells."""

    form: str
    separator: str = ""


class Table:
    """A file that has a header with the required columns; iterate it once for its lines.

    `columns` are the known columns present, `unknown` the names of the others. `ignored` counts the totals
    that were passed over, once the lines have been read.
    """

    def __init__(
        self, rows: Iterator[Row], columns: Sequence[Column], limits: Limits, dialect: Dialect
    ) -> None:
        self.dialect = dialect
        self._rows = rows
        self._limits = limits
        self._required = [column.name for column in columns if column.required]
        self.ignored = 0
        header = header_of(rows)
        self._places, self.unknown = _places(header.cells, columns)
        self.columns = tuple(self._places)
        self._width = len(header.cells)
        missing = [name for name in self._required if name not in self._places]
        if missing:
            raise FileRefused(FileWhy.COLUMNS_MISSING, columns=", ".join(missing), unknown=self.unknown)

    def __iter__(self) -> Iterator[Line]:
        count = 0
        for row in self._rows:
            text, parted = "\n".join(row.cells), row.cells
            is_plain = "&" not in text and not _ODD.search(text)
            if not is_plain and self.dialect.separator == ";":
                parted = delimited.rejoined(parted)
            cells = [cell.strip() if is_plain else clean(cell) for cell in parted]
            if not any(cells):
                continue
            line = self._line(row, cells, is_plain)
            if self._is_total(cells, line):
                self.ignored += 1
                continue
            count += 1
            if self._limits.rows is not None and count > self._limits.rows:
                raise FileRefused(FileWhy.TOO_MANY_ROWS, limit=self._limits.rows)
            yield line

    def _line(self, row: Row, cells: list[str], is_plain: bool) -> Line:
        width = len(cells)
        values = {name: cells[at] if at < width else "" for name, at in self._places.items()}
        found = [] if is_plain else _looked_over(row.number, values)
        if not row.is_whole:
            found.append(problem(row.number, "", What.UNCLOSED_QUOTE))
        elif any(cells[self._width :]):
            found.append(problem(row.number, "", What.EXTRA_CELLS))
        return Line(row.number, values, tuple(found))

    def _is_total(self, cells: list[str], line: Line) -> bool:
        """A sum that a spreadsheet put below the lines; an account may well be called *Total*."""
        if all(line.values[name] for name in self._required):
            return False
        return fold(next(filter(None, cells))) in TOTALS


def read(file: BinaryIO, columns: Sequence[Column], limits: Limits = COMMAND) -> Table:
    """The table in a file open for bytes, which must stay open. Raises `FileRefused`, even while iterated."""
    dialect, rows = opened(file, columns, limits)
    return Table(rows, columns, limits, dialect)


def opened(file: BinaryIO, columns: Sequence[Column], limits: Limits) -> tuple[Dialect, Iterator[Row]]:
    """What a file is, and its rows as they stand; raises `FileRefused`, even while iterated."""
    file.seek(0, 2)
    if limits.size is not None and file.tell() > limits.size:
        raise FileRefused(FileWhy.TOO_LARGE, megabytes=limits.size // 1_000_000)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(OLE):  # also what a password makes of a workbook
        raise FileRefused(FileWhy.OLD_WORKBOOK)
    if start.startswith(ZIP):
        form, rows = workbooks.opened(file, limits.inflated)
        return Dialect(form), rows
    known = {fold(name) for column in columns for name in (column.name, *column.aliases)}
    charset, lines = encodings.opened(file)
    separator, rows = delimited.opened(lines, known)
    return Dialect(charset, separator), rows


def header_of(rows: Iterator[Row]) -> Row:
    """The first row that says anything, which names the columns; raises `FileRefused`."""
    header = next((row for row in rows if any(clean(cell) for cell in row.cells)), None)
    if header is None:
        raise FileRefused(FileWhy.EMPTY)
    return header


def count(file: BinaryIO, columns: Sequence[Column], limits: Limits = COMMAND) -> int:
    """How many lines there are, so that a file that is too long is refused before its first line is taken."""
    return sum(1 for _ in read(file, columns, limits))


def places_of(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each known column stands; of those that stand twice, nothing is said."""
    places: dict[str, int] = {}
    for column in columns:
        try:
            found, _ = _places(header, [column])
        except FileRefused:
            continue
        places |= {name: at for name, at in found.items() if at not in places.values()}
    return places


def _places(header: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each known column stands, and the names of the cells that are left.

    A column's own name wins over its aliases, which are left then. The own name of a column that may lack
    stands for another that may not, when it is an alias of that one and nothing else names it.
    """
    cells = [(at, fold(clean(cell))) for at, cell in enumerate(header)]
    required = {column.name for column in columns if column.required}
    places: dict[str, int] = {}
    for column in columns:
        _put(places, column, [at for at, name in cells if name == fold(column.name)])
    for column in columns:
        if column.name in places:
            continue
        aliases = {fold(alias) for alias in column.aliases}
        matching = [at for at, name in cells if name in aliases]
        held = {at: name for name, at in places.items()}
        found = [at for at in matching if at not in held]
        if column.required and not found:
            found = [at for at in matching if held[at] not in required]
            for at in found:
                del places[held[at]]
        _put(places, column, found)
    # Without a header this is a line of secrets.
    left = (shown(clean(cell))[:LONGEST_NAME] for at, cell in enumerate(header) if at not in places.values())
    return places, tuple(filter(None, left))


def _put(places: dict[str, int], column: Column, found: list[int]) -> None:
    if len(found) > 1:
        raise FileRefused(FileWhy.COLUMN_TWICE, columns=column.name)
    if found:
        places[column.name] = found[0]


def _looked_over(number: int, values: dict[str, str]) -> list[Problem]:
    """What is to be said of the signs of these cells; HTML entities among them become what they mean."""
    found = []
    for name, value in values.items():
        if "&" in value and (text := unescaped(value)) != value:
            values[name] = text
            found.append(problem(number, name, What.ENTITIES))
        if what := _bad_characters(values[name]):
            found.append(problem(number, name, what))
    return found


def clean(cell: str) -> str:
    """A cell without its spaces, byte order mark, and the wrapping that kept a spreadsheet from computing."""
    text = cell.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip()
    return repaired(text)


def _bad_characters(value: str) -> What | None:
    if _UNREADABLE.search(value):
        return What.UNREADABLE
    return What.GARBLED if is_garbled(value) else None
