"""Files of a few columns, read or refused by the reader of imports."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from console.imports.reader import Column, FileRefused, Limits, Table, read

SMALL = Limits(size=20_000_000, rows=200_000)
COLUMNS = (
    Column("reference", required=True),
    Column("intitule", required=True),
    Column("code_acces", required=True),
    Column("titulaire"),
)


def table(content: str | bytes, encoding: str = "utf-8", limits: Limits = SMALL) -> Table:
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    return read(io.BytesIO(raw), COLUMNS, limits)


def values(content: str | bytes, encoding: str = "utf-8") -> list[list[str]]:
    return [list(line.values.values()) for line in table(content, encoding)]


def refusal(content: str | bytes, limits: Limits = SMALL) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        list(table(content, limits=limits))
    return refused.value


def workbook(*rows: tuple[Any, ...], titles: tuple[str, ...] = ("Feuil1",)) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title in titles[1:]:
        book.create_sheet(title).append(("autre",))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
