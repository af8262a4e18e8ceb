"""The rows of a file once it was read: packed line by line, whatever its encoding or workbook."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator

from console.imports.reader.delimited import Quoted, Row

LEVEL = 1
"""Little effort: rows are alike, and halve three times as they are."""


class Packer:
    """Packs rows one by one; `size` is what they weigh unpacked."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._zipped = gzip.GzipFile(fileobj=self._out, mode="wb", compresslevel=LEVEL, mtime=0)
        self.size = 0

    def add(self, row: Row) -> None:
        """One row more; a cell that stood in quotes is told apart, since it never was two."""
        cells = [[cell] if isinstance(cell, Quoted) else cell for cell in row.cells]
        line = json.dumps([row.number, row.is_whole, cells], ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
        self.size += len(line)
        self._zipped.write(line + b"\n")

    def packed(self) -> bytes:
        """All of them."""
        self._zipped.close()
        return self._out.getvalue()


def unpacked(rows: bytes) -> Iterator[Row]:
    """The rows again."""
    with gzip.GzipFile(fileobj=io.BytesIO(rows)) as lines:
        for line in lines:
            number, is_whole, cells = json.loads(line.decode("utf-8", "surrogatepass"))
            yield Row(
                number, [Quoted(cell[0]) if isinstance(cell, list) else cell for cell in cells], is_whole
            )
