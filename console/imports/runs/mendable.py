"""The cells of a refused line as they are given back to be mended: what could be a code is left out."""

from __future__ import annotations

from collections.abc import Sequence

from console.imports.reader import Line
from console.imports.reader.cells import CODE_COLUMN
from console.imports.reader.codes import may_tell


def give_back(line: Line | None, columns: Sequence[str]) -> list[str | None] | None:
    """The cells under these columns as the importer read them, None where one could tell a code.

    None of them at all where they may stand in one another's places. The code's own cell is empty.
    """
    if line is None or line.is_shifted:
        return None
    own = line.values.get(CODE_COLUMN)
    return [_safe(name, line.values.get(name, ""), own) for name in columns if name]


def _safe(column: str, value: str, own: str | None) -> str | None:
    if column == CODE_COLUMN:
        return ""
    # Not emptied: sent back so, it would take away what is known.
    return None if may_tell(column, value, own) else value
