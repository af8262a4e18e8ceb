"""Lines of text to rows of cells: separators, quotes, line breaks inside quotes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from console.imports.reader.encodings import is_cut_entity
from models.values.text import fold

SEPARATORS = ";,\t"
MOST_LINES = 100
MOST_CHARACTERS = 200_000
"""A quoted cell that runs over more has lost its closing quote."""

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')
_DECLARED = re.compile(r'"?sep=(.)"?[;,\t]*', re.IGNORECASE | re.DOTALL)


class Row(NamedTuple):
    """The cells that begin at a physical line; `is_whole` is false when a quote was never closed."""

    number: int
    cells: list[str]
    is_whole: bool = True


def opened(lines: Iterable[str], known: Collection[str]) -> tuple[str, Iterator[Row]]:
    """The separator of a delimited text, and its rows. `known`, folded names of columns, give it away."""
    numbered: Iterator[tuple[int, str]] = enumerate(lines, start=1)
    separator = ""
    for number, line in numbered:
        if declared := _DECLARED.fullmatch(line):
            separator = declared[1]
        elif line.strip():
            numbered = chain([(number, line)], numbered)
            separator = separator or _separator(line, known)
            break
    return separator or ";", _Splitter(numbered, separator or ";").rows()


class Quoted(str):
    """A cell that stood in quotes: whatever it holds, no separator parted it."""

    __slots__ = ()


def split(line: str, separator: str) -> list[str] | None:
    """The cells of a line, or None when its last quote is still open."""
    if '"' not in line:
        return line.split(separator)
    cells: list[str] = []
    cell: str
    at = 0
    while True:
        if line.startswith('"', at):
            quoted = _QUOTED.match(line, at)
            if quoted is None:
                return None
            cell, at = Quoted(quoted[1].replace('""', '"')), quoted.end()
        else:
            cell = ""
        end = line.find(separator, at)
        rest = line[at:] if end < 0 else line[at:end]
        cells.append(cell + rest if rest else cell)  # what stands behind a quote makes it a cell like others
        if end < 0:
            return cells
        at = end + 1


def rejoined(cells: list[str]) -> list[str]:
    """The cells of a line parted by semicolons, without the partings that were the ends of HTML entities.

    A quoted cell is whole as it is, and what stands beside it too.
    """
    whole: list[str] = []
    for cell in cells:
        is_apart = not whole or isinstance(cell, Quoted) or isinstance(whole[-1], Quoted)
        if not is_apart and is_cut_entity(whole[-1]):
            whole[-1] += f";{cell}"
        else:
            whole.append(cell)
    return whole


class _Splitter:
    """Joins the physical lines of one row. After a quote that never closes, reads on from the next line."""

    def __init__(self, numbered: Iterator[tuple[int, str]], separator: str) -> None:
        self._numbered = numbered
        self._separator = separator
        self._again: deque[tuple[int, str]] = deque()
        self._width = 0

    def rows(self) -> Iterator[Row]:
        while (first := self._next()) is not None:
            number, line = first
            cells = split(line, self._separator)
            row = Row(number, cells) if cells is not None else self._joined(number, line)
            self._width = self._width or len(row.cells)
            yield row

    def _next(self) -> tuple[int, str] | None:
        return self._again.popleft() if self._again else next(self._numbered, None)

    def _joined(self, number: int, line: str) -> Row:
        taken: list[tuple[int, str]] = []
        text = line
        while len(taken) < MOST_LINES and len(text) < MOST_CHARACTERS and (more := self._next()) is not None:
            taken.append(more)
            text += "\n" + more[1]
            # Only a line with a quote can close one.
            if '"' in more[1] and (cells := split(text, self._separator)) is not None:
                if self._swallows(line, taken):
                    break
                return Row(number, cells)
        self._again.extendleft(reversed(taken))
        return Row(number, line.split(self._separator), is_whole=False)

    def _swallows(self, line: str, taken: list[tuple[int, str]]) -> bool:
        """Whether a quote runs over rows of their own: its end was then the beginning of another quote."""
        if self._width < 2:
            return False
        *inner, last = (len(split(text, self._separator) or ()) for _, text in taken)
        starts_inside = line.count(self._separator) > 0 and not line.startswith('"')
        return self._width in inner or (starts_inside and last >= self._width)


def _separator(line: str, known: Collection[str]) -> str:
    """The separator that shows most of the known columns, then most columns at all."""

    def shows(separator: str) -> tuple[int, int]:
        cells = split(line, separator) or line.split(separator)
        return sum(fold(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=shows)
