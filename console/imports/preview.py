"""How a file was understood, and its first lines, so that somebody sees it before it is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from console.imports.reader import Line, Table
from console.imports.reader.cells import CODE_COLUMN
from console.imports.reader.problems import shown

LINES = 3
LONGEST = 40
HIDDEN = "****"

SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs"}


def understood(table: Table) -> str:
    """The encoding, or the kind of workbook, and what parts the cells."""
    form, separator = table.dialect
    return f"{form}, cells parted by {SEPARATORS.get(separator, repr(separator))}" if separator else form


def first_lines(table: Table) -> Iterator[str]:
    """Its first lines, by the columns that are known; never a code, nor what could be one."""
    for line in islice(table, LINES):
        cells = "; ".join(f"{name}={_shown(line, name)}" for name, value in line.values.items() if value)
        yield f"line {line.number}: {'cannot be read' if line.is_shifted else cells}"


def _shown(line: Line, column: str) -> str:
    value, code = line.values[column], line.values.get(CODE_COLUMN, "")
    if column == CODE_COLUMN or (code and code in value):
        return HIDDEN
    return (shown(value) or HIDDEN)[:LONGEST]
