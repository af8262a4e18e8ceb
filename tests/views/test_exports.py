"""Files that a spreadsheet opens: text, and nothing that runs."""

from __future__ import annotations

import csv
import io
import random

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from views import exports
from views.exports import workbook

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
    head, rows = exports.as_csv(["Intitulé", "Réf"], [["a;b", "c"]])
    assert head.startswith(b"\xef\xbb\xbf") and "Intitulé;Réf".encode() in head and b'"a;b";c' in rows


@pytest.mark.parametrize("write", [exports.as_csv, exports.as_xlsx])
def test_the_first_bytes_leave_before_the_first_row_is_read(write):
    def rows():
        raise AssertionError("read too early")
        yield

    assert next(iter(write(["a"], rows())))


@pytest.mark.parametrize("write", [exports.as_csv, exports.as_xlsx])
def test_no_more_is_held_than_what_is_about_to_leave(write):
    noise = random.Random(1)
    rows = ([noise.randbytes(100).hex()] for _ in range(5_000))
    sizes = [len(piece) for piece in write(["a"], rows)]
    assert len(sizes) > 5 and max(sizes) < 200_000


def read(body):
    """The sheets of a workbook, as values."""
    return [[list(row) for row in sheet.values] for sheet in openpyxl.load_workbook(io.BytesIO(body))]


def test_a_workbook_holds_text_alone():
    body = b"".join(exports.as_xlsx(["a"], [[text] for text in [*FORMULAS, "\x00bell\x07"]]))
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


@given(some.lists(some.lists(some.text(), min_size=2, max_size=2), max_size=4))
def test_a_workbook_is_readable_by_others_and_says_what_it_was_given(rows):
    body = b"".join(exports.as_xlsx(["tête", "<&>"], rows))
    (sheet,) = read(body)
    assert sheet[0] == ["tête", "<&>"] and len(sheet) == len(rows) + 1
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert calamine[0] == ["tête", "<&>"]
    for written, (given_, _) in zip(sheet[1:], rows, strict=True):
        kept = workbook._ILLEGAL.sub("", given_).encode("utf-8", "replace").decode()
        assert (written[0] or "") == kept.replace("\r\n", "\n").replace("\r", "\n")


def test_what_one_sheet_cannot_hold_goes_to_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "LONGEST_SHEET", 2)
    sheets = read(b"".join(exports.as_xlsx(["n"], ([str(n)] for n in range(5)))))
    assert sheets == [[["n"], ["0"], ["1"]], [["n"], ["2"], ["3"]], [["n"], ["4"]]]
    monkeypatch.setattr(workbook, "LONGEST_SHEET", 10)
    monkeypatch.setattr(workbook, "LARGEST_SHEET", 100)
    assert len(read(b"".join(exports.as_xlsx(["n"], (["x" * 90] for _ in range(3)))))) > 2


def test_a_sheet_is_as_long_as_excel_allows():
    assert workbook.LONGEST_SHEET + 1 == 2**20 and workbook.LARGEST_SHEET < 2**31
