"""The child that reads a file somebody sent: it has little memory and little time, and knows no secret.

It is given the file on its standard input and the columns that may be there as its first argument; it answers
one line that says what the file is, or why it is refused, then its rows, packed.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from console.imports.reader import Column, FileRefused, FileWhy, Limits
from console.imports.reader.cells import CODE_COLUMN
from console.imports.reader.codes import may_be_a_code
from console.imports.reader.delimited import Row
from console.imports.reader.problems import shown
from console.imports.reader.tables import ZIP, clean, header_of, opened, places_of
from console.imports.runs.packed import Packer
from models.values.text import fold

MEMORY = 640 * 1024 * 1024
"""Bytes of addresses, of which the interpreter and its libraries take some two hundred million."""

SECONDS = 20
"""Of the processor."""

BLANKS = 5
"""Lines of a text for each row that it may hold: some are empty, some cells run over several."""

SAMPLE = 3
LONGEST = 60
HIDDEN = "••••"


def limit() -> None:
    """From here on this process can grow no further, and ends when its time is over."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def look(data: bytes, columns: Sequence[Column], limits: Limits) -> tuple[dict[str, Any], bytes]:
    """What the file is, and its rows. Raises `FileRefused`."""
    if not data.startswith(ZIP) and limits.rows and data.count(b"\n") > BLANKS * limits.rows:
        raise FileRefused(FileWhy.TOO_MANY_ROWS, limit=limits.rows)
    dialect, rows = opened(io.BytesIO(data), columns, limits)
    header = header_of(rows)
    packer, lines, sample = Packer(), 0, list[list[str]]()
    packer.add(header)
    names = [clean(cell) for cell in header.cells]
    guessed = proposed(names, columns)
    for row in _full(rows):
        lines += 1
        if lines > (limits.rows or lines):
            raise FileRefused(FileWhy.TOO_MANY_ROWS, limit=limits.rows)
        if len(sample) < SAMPLE:
            sample.append(_sample(row, guessed))
        packer.add(row)
        if packer.size > limits.inflated:
            raise FileRefused(FileWhy.INFLATES)
    head = {
        "form": dialect.form,
        "separator": dialect.separator,
        "header": [shown(name)[:LONGEST] for name in names],
        "shape": "\x1f".join(map(fold, names)),
        "columns": guessed,
        "sample": sample,
        "lines": lines,
    }
    return head, packer.packed()


def _full(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if any(cell.strip() for cell in row.cells))


def _sample(row: Row, columns: Sequence[str]) -> list[str]:
    """A line as it may be shown: nothing that could be a code, wherever it stands."""
    cells = [clean(cell) for cell in row.cells] + [""] * len(columns)
    return [_shown(cell, column) for cell, column in zip(cells, columns, strict=False)]


def _shown(cell: str, column: str) -> str:
    hidden = cell and (column == CODE_COLUMN or may_be_a_code(cell))
    return HIDDEN if hidden else shown(cell)[:LONGEST]


def proposed(header: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """For each cell of the header the column that it probably stands for: by its names, else by its words.

    Where two cells could be the same column, neither is proposed for it.
    """
    places = places_of(header, columns)
    named = {at: name for name, at in places.items()}
    words = [set(fold(cell).split()) for cell in header]
    for column in columns:
        if column.name in places:
            continue
        name = set(fold(column.name.replace("_", " ")).split())
        near = [at for at, held in enumerate(words) if at not in named and name <= held]
        if len(near) == 1:
            named[near[0]] = column.name
    return [named.get(at, "") for at in range(len(header))]


def main() -> None:
    """Reads, answers, ends."""
    limit()
    question = json.loads(sys.argv[1])
    columns = [Column(name, required, tuple(aliases)) for name, required, aliases in question["columns"]]
    rows = b""
    try:
        head, rows = look(sys.stdin.buffer.read(), columns, Limits(**question["limits"]))
    except FileRefused as refused:
        facts = {name: value for name, value in refused.facts.items() if isinstance(value, str | int)}
        head = {"refused": {**facts, "why": str(refused.why)}}
    except (MemoryError, RecursionError):
        head = {"refused": {"why": str(FileWhy.COSTLY)}}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + rows)


if __name__ == "__main__":
    main()
