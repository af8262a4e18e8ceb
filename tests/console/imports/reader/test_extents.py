"""How far a sheet reaches is known before it is opened, whatever its few bytes repeat."""

from __future__ import annotations

import io

import openpyxl
import pytest

from console.imports.reader import FileWhy, Limits
from tests.support.sheets import ods, ods_cells, refusal, table

HEAD = ("reference", "intitule", "code_acces", "titulaire")
END = '<table:table-cell table:number-columns-repeated="16384"/>'


@pytest.mark.parametrize(
    "content",
    [
        ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            f"{ods_cells('x', times=64)}</table:table-row>"
        ),
        ods(ods_cells("x", times=2_000_000)),
        ods(
            ods_cells("x"),
            f'<table:table-row table:number-rows-repeated="1048000">{END}</table:table-row>',
            ods_cells("x") + '<table:table-cell table:number-columns-repeated="50"/>' + ods_cells("x"),
        ),
        ods(
            ods_cells("x").replace(
                "<table:table-cell", '<table:table-cell table:x=">" table:number-columns-repeated="99999999"'
            )
        ),
        ods(ods_cells(*HEAD), before='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'),
    ],
    ids=["rows", "columns", "corner", "hidden", "entities"],
)
def test_a_few_bytes_cannot_take_the_memory_of_the_machine(content: bytes) -> None:
    assert len(content) < 1_500
    assert refusal(content, Limits()).why is FileWhy.INFLATES


def test_a_sheet_with_many_empty_cells_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(("R1", "A", "0042"))
    book.active.cell(row=9_000, column=60, value="x")
    out = io.BytesIO()
    book.save(out)
    assert [line.number for line in table(out.getvalue())] == [2, 9_000]
