"""The first sheet of an XLSX or ODS workbook as rows of text, after a look at what it would inflate to."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import python_calamine

from console.imports.reader.delimited import Row
from console.imports.reader.extents import Extent, OdsExtent, XlsxExtent
from console.imports.reader.refusals import FileRefused, FileWhy

BLOCK = 1 << 20
MOST_PARTS = 5_000
MOST_EXACT = 1e15
"""A spreadsheet keeps fifteen digits of a number."""

ERROR = "#VALEUR!"
"""What stands for a cell that holds no value: an error, a formula that nobody has computed."""

ODS_CONTENT = "content.xml"
XLSX_BOOK, XLSX_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FIRST_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*?\b\w+:id=["']([^"']+)["']""")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ID, _TARGET = re.compile(rb"""\bId=["']([^"']+)["']"""), re.compile(rb"""\bTarget=["']([^"']+)["']""")

Errors = Mapping[int, set[int]]
"""Cells without a value: columns by row, both from 1."""


def opened(file: BinaryIO, largest_inflated: int) -> tuple[str, Iterator[Row]]:
    """The name of its format, and its rows, numbered as the spreadsheet shows them. Raises `FileRefused`."""
    form, errors = check(file, largest_inflated)
    return form, _rows(file, errors)


def _rows(file: BinaryIO, errors: Errors) -> Iterator[Row]:
    number = 0
    try:
        file.seek(0)
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for number, cells in enumerate(workbook.get_sheet_by_index(0).iter_rows(), start=1):
            yield _marked(number, [as_text(cell) for cell in cells], errors)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, FileRefused):
        raise
    except python_calamine.PasswordError as locked:
        raise FileRefused(FileWhy.OLD_WORKBOOK) from locked
    except BaseException as broken:  # the reader's panics are no Exception
        raise FileRefused(FileWhy.BROKEN_WORKBOOK) from broken
    for below in sorted(errors):
        if below > number:
            yield _marked(below, [], errors)


def _marked(number: int, cells: list[str], errors: Errors) -> Row:
    for column in errors.get(number, ()):
        cells.extend("" for _ in range(column - len(cells)))
        cells[column - 1] = ERROR
    return Row(number, cells)


def check(file: BinaryIO, largest_inflated: int) -> tuple[str, Errors]:
    """The name of its format, and the cells of the first sheet that hold no value.

    Refuses what is no workbook of ours, and one that would inflate beyond measure, in bytes or in cells.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > largest_inflated:
                raise FileRefused(FileWhy.INFLATES)
            seen = {part.filename: _seen(archive, part) for part in parts}
            if ODS_CONTENT in seen:
                return "ODS", seen[ODS_CONTENT].errors
            if (
                XLSX_BOOK not in seen
            ):  # its binary sisters among them, whose cells nobody can count beforehand
                raise FileRefused(FileWhy.NOT_A_TABLE)
            first = _first_sheet(archive)
            return "XLSX", seen[first].errors if first in seen else {}
    except FileRefused:
        raise
    except Exception as broken:  # zipfile raises many kinds on a forged archive
        raise FileRefused(FileWhy.BROKEN_WORKBOOK) from broken


def _seen(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extent:
    # Reading to the end also checks the announced size, which a bomb would understate.
    # Any part may be the sheet: the workbook names it.
    extent = OdsExtent() if part.filename == ODS_CONTENT else XlsxExtent()
    with archive.open(part) as content:
        while block := content.read(BLOCK):
            extent.feed(block)
    extent.end()
    return extent


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part that holds the first sheet, as the reader finds it."""
    sheet = _FIRST_SHEET.search(archive.read(XLSX_BOOK))
    for link in _LINK.findall(archive.read(XLSX_LINKS)) if sheet else ():
        identity, target = _ID.search(link), _TARGET.search(link)
        if sheet and identity and target and identity[1] == sheet[1]:
            path = target[1].decode().removeprefix("/")
            return path if path.startswith("xl/") else f"xl/{path}"
    return ""


def as_text(cell: object) -> str:
    """A typed cell as a person would have typed it: `42`, `12.5`, `2019-06-03`."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        if abs(cell) >= MOST_EXACT:
            return f"{cell:.5E}"  # as the spreadsheet shows it: its last digits are lost
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
