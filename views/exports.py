"""Lists as files: streamed row by row, never as formulas."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Response, stream_with_context
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LARGEST_CELL = 32_767
_PIECE = 64 * 1024
LONGEST_SHEET = 1_048_575
"""The rows that one Excel sheet holds beneath its head."""

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Rows = Iterable[Sequence[str]]


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: a leading apostrophe before what begins a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Pieces of a CSV as French spreadsheets open it: semicolons, UTF-8 with its mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    buffer.write("\ufeff")
    writer.writerow([harmless(name) for name in head])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Pieces of a workbook whose cells are all text; built on disk, not in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def text(value: str) -> Any:
        cell = WriteOnlyCell(sheet, value=_ILLEGAL.sub("", value)[:_LARGEST_CELL])
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        return cell

    sheet.append([text(name) for name in head])
    for count, row in enumerate(rows, start=1):
        if count > LONGEST_SHEET:
            break
        sheet.append([text(cell) for cell in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


_WRITERS: dict[str, Callable[[Sequence[str], Rows], Iterator[bytes]]] = {"csv": as_csv, "xlsx": as_xlsx}


def download(kind: str, name: str, head: Sequence[str], rows: Rows) -> Response:
    """The answer that streams a file of that kind (`csv` or `xlsx`)."""
    body = _WRITERS[kind](head, rows)
    answer = Response(stream_with_context(body), content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
