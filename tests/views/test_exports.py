"""Files that a spreadsheet opens: text, and nothing that runs."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from views import exports

FORMULAS = ["=1+1", "+33235", "-2", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_a_formula_is_told_as_text(text):
    assert exports.harmless(text) == "'" + text


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4))
def test_no_cell_of_a_csv_begins_a_formula(cells):
    text = b"".join(exports.as_csv(["a"], [cells])).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_csv_opens_in_french_spreadsheets():
    first = next(iter(exports.as_csv(["Intitulé", "Réf"], [["a;b", "c"]])))
    assert first.startswith(b"\xef\xbb\xbf") and "Intitulé;Réf".encode() in first and b'"a;b";c' in first


def test_a_workbook_holds_text_alone():
    body = b"".join(exports.as_xlsx(["a"], [[text] for text in [*FORMULAS, "\x00bell\x07"]]))
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_sheet_that_is_full_stops():
    assert exports.LONGEST_SHEET + 1 == 2**20
