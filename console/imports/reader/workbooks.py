"""The first sheet of an XLSX workbook as rows of text, after a look at what it would inflate to."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import python_calamine

from console.imports.reader.delimited import Row
from console.imports.reader.refusals import FileRefused, FileWhy

CHUNK = 1 << 20
MOST_PARTS = 5_000
MOST_CELLS = 10_000_000
"""The reader makes the whole rectangle: one cell in the last row and column would cost the memory of all."""

_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)")
_PLACE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")


def rows(file: BinaryIO, largest_inflated: int) -> Iterator[Row]:
    """The rows, numbered as the spreadsheet shows them. Raises `FileRefused`."""
    check(file, largest_inflated)
    try:
        file.seek(0)
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for number, cells in enumerate(workbook.get_sheet_by_index(0).iter_rows(), start=1):
            yield Row(number, [as_text(cell) for cell in cells])
    except (KeyboardInterrupt, SystemExit, GeneratorExit, FileRefused):
        raise
    except BaseException as broken:  # the reader's panics are no Exception
        raise FileRefused(FileWhy.BROKEN_WORKBOOK) from broken


def check(file: BinaryIO, largest_inflated: int) -> None:
    """Refuses a workbook that would inflate beyond measure, in bytes or in cells."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > largest_inflated:
                raise FileRefused(FileWhy.INFLATES)
            for part in parts:
                _check_part(archive, part)
    except FileRefused:
        raise
    except Exception as broken:  # zipfile raises many kinds on a forged archive
        raise FileRefused(FileWhy.BROKEN_WORKBOOK) from broken


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # Reading to the end also checks the announced size, which a bomb would understate.
    # Any part may be the sheet: the workbook names it.
    extent = _Extent()
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            extent.feed(chunk)


class _Extent:
    """How far a sheet reaches, whether its cells tell their place or follow one another."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = self._column = self._last_row = self._last_column = 0

    def feed(self, chunk: bytes) -> None:
        data = self._rest + chunk
        cut = data.rfind(b"<")
        data, self._rest = (data[:cut], data[cut:][:CHUNK]) if cut > 0 else (data, b"")
        for tag, attributes in _TAG.findall(data):
            self._move(tag == b"row", _PLACE.search(attributes))
        if self._last_row * self._last_column > MOST_CELLS:
            raise FileRefused(FileWhy.INFLATES)

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


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def as_text(cell: Any) -> str:
    """A typed cell as a person would have typed it: `42`, `12.5`, `2019-06-03`."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
