"""The cells of a refused line as they are given back to be mended: what could be a code is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from console.imports.reader import Line
from console.imports.reader.cells import CODE_COLUMN
from console.imports.reader.codes import holds_code, may_be_a_code

_CODE = re.compile(r"\d{4}")


def give_back(line: Line | None, columns: Sequence[str]) -> list[str | None] | None:
    """The cells under these columns as the importer read them, None where one could tell a code.

    None of them at all where they may stand in one another's places. The code's own cell is empty.
    """
    if line is None or line.is_shifted:
        return None
    code = "".join(_CODE.findall(line.values.get(CODE_COLUMN, ""))[:1])
    return [_safe(name, line.values.get(name, ""), code) for name in columns if name]


def _safe(column: str, value: str, code: str) -> str | None:
    if column == CODE_COLUMN:
        return ""
    # Not emptied: sent back so, it would take away what is known.
    return None if may_be_a_code(value) or (code and holds_code(value, code)) else value
