"""Lists as files: streamed row by row, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from flask import Response, stream_with_context

from views.exports.workbook import as_xlsx

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PIECE = 64 * 1024

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Rows = Iterable[Sequence[str]]


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: a leading apostrophe before what begins a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Pieces of a CSV that French spreadsheets open: semicolons, UTF-8 and its mark. Its head comes first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    buffer.write("\ufeff")
    writer.writerow([harmless(name) for name in head])
    yield _taken(buffer)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if buffer.tell() > _PIECE:
            yield _taken(buffer)
    if rest := _taken(buffer):
        yield rest


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


_WRITERS: dict[str, Callable[[Sequence[str], Rows], Iterator[bytes]]] = {"csv": as_csv, "xlsx": as_xlsx}


def download(kind: str, name: str, head: Sequence[str], rows: Rows) -> Response:
    """The answer that streams a file of that kind (`csv` or `xlsx`)."""
    body = _WRITERS[kind](head, rows)
    answer = Response(stream_with_context(body), content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
