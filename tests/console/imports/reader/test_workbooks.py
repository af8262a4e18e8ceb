"""Workbooks are read from their first sheet, and refused before they can do harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.imports.reader import Cells, Column, FileRefused, FileWhy, Limits, What, read
from tests.support.sheets import ods, ods_cells, refusal, table, workbook
from views.messages.kit.spellings import STANDINGS


def test_a_workbook_is_read_from_its_first_sheet() -> None:
    content = workbook(
        (),
        (None, "Référence", "Intitulé", "Code accès", "Titulaire"),
        (None, "R1", "Réseau", 42, dt.date(2019, 6, 3)),
        (),
        (None, "R2", 20008495200015, "0042", 12.5),
        (None, True, dt.datetime(2019, 6, 3, 8, 30), 1234, "=1/0"),
        titles=("Feuil1", "Feuil2"),
    )
    lines = list(table(content))
    assert [line.number for line in lines] == [3, 5, 6]
    assert list(lines[0].values.values()) == ["R1", "Réseau", "42", "2019-06-03"]
    assert list(lines[1].values.values()) == ["R2", "20008495200015", "0042", "12.5"]
    assert list(lines[2].values.values())[:3] == ["VRAI", "2019-06-03 08:30:00", "1234"]


def test_a_workbook_that_inflates_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    assert refusal(out.getvalue(), Limits(inflated=2_000_000)).why is FileWhy.INFLATES


def test_a_workbook_with_one_cell_at_the_end_of_the_world_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "reference"
    book.active.cell(row=1_048_576, column=16_384, value="x")
    out = io.BytesIO()
    book.save(out)
    assert refusal(out.getvalue()).why is FileWhy.INFLATES


@pytest.mark.parametrize("content", [b"PK\x03\x04garbage", workbook(("reference",))[:-40]])
def test_a_broken_workbook_is_refused(content: bytes) -> None:
    assert refusal(content).why is FileWhy.BROKEN_WORKBOOK


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    raw = bytearray(workbook(("reference", "intitule", "code_acces"), ("R1", "A", "0042")))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        (size,) = [part.file_size for part in archive.infolist() if part.filename.endswith("sheet1.xml")]
    announced = size.to_bytes(4, "little")
    for _ in range(2):
        raw = bytearray(bytes(raw).replace(announced, (10).to_bytes(4, "little")))
    assert refusal(bytes(raw)).why in {FileWhy.BROKEN_WORKBOOK, FileWhy.INFLATES}


def test_an_old_or_locked_workbook_is_named() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).why is FileWhy.OLD_WORKBOOK


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_one_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        list(table(bytes(raw)))
    except FileRefused:
        pass


WORKBOOK = workbook(("reference", "intitule", "code_acces"), ("R1", "A", "0042"))

HEAD = ("reference", "intitule", "code_acces", "titulaire")
END = '<table:table-cell table:number-columns-repeated="16384"/>'


def spoilt(content: bytes) -> list[list[tuple[str, What, str]]]:
    """What is wrong with each line."""
    return [[(p.column, p.problem, p.value) for p in Cells(line).problems] for line in table(content)]


def test_an_error_is_no_empty_cell() -> None:
    content = workbook(
        HEAD, ("R1", "A", "0042", "#N/A"), ("#REF!", "A", "0042", "=1/0"), ("R3", "A", "0042", "")
    )
    error = What.SPREADSHEET_ERROR
    assert spoilt(content) == [
        [("titulaire", error, "#VALEUR!")],
        [("reference", error, "#VALEUR!"), ("titulaire", error, "#VALEUR!")],
        [],
    ]


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>",
        '<table:table-cell office:value-type="string" office:string-value="">'
        "<text:p>#N/A</text:p></table:table-cell>",
        '<table:table-cell office:value-type="float" office:value="0" calcext:value-type="error">'
        "<text:p>Err:502</text:p></table:table-cell>",
        ods_cells("#NOM?"),
    ],
)
def test_an_error_of_an_ods_is_no_empty_cell_either(cell: str) -> None:
    good, rest = ods_cells("R1", "A", "0042", "B"), '<table:table-row table:number-rows-repeated="1048000">'
    bad = ods_cells("R2", "A", "0042") + cell + END
    found = spoilt(ods(ods_cells(*HEAD), good, bad, f"{rest}{END}</table:table-row>"))
    assert found[0] == [] and [what for _, what, _ in found[1]] == [What.SPREADSHEET_ERROR]


def test_a_formula_that_gives_an_empty_text_is_empty() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(HEAD, ("R1", "A", "0042", "=1/0")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[sheet] = parts[sheet].replace(b'<c r="D2"', b'<c r="D2" t="str"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert spoilt(out.getvalue()) == [[]]


def test_an_ods_is_read_like_an_xlsx() -> None:
    content = ods(
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
        ods_cells(*HEAD),
        ods_cells("R1", "A", "0042")
        + '<table:table-cell office:value-type="date" office:date-value="2019-06-03"/>'
        + END,
        f'<table:table-row table:number-rows-repeated="1048000">{END}</table:table-row>',
    )
    (line,) = table(content)
    assert (line.number, list(line.values.values())) == (4, ["R1", "A", "0042", "2019-06-03"])


def test_other_workbooks_are_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.bin", b"binary")
    assert refusal(out.getvalue()).why is FileWhy.NOT_A_TABLE


@pytest.mark.parametrize(("number", "shown"), [(2.026e14, "202600000000000"), (2.026e15, "2.02600E+15")])
def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_told(number: float, shown: str) -> None:
    (line,) = table(workbook(HEAD, (number, "A", "0042")))
    assert line.values["reference"] == shown


QUIRKS = Path(__file__).parents[3] / "data" / "legacy_quirks"
"""What of them is in the cells, and not in how a CSV writes them."""
IN_CELLS = ["01", "04", "05", "06", "09", "10", "11"]


def read_cells(content: bytes, names: list[str]) -> list[tuple[object, ...]]:
    """What each line says, as text, number, day, code, phone and standing, and what is wrong with it.

    Which error a cell holds a workbook does not tell.
    """
    found = []
    for line in read(io.BytesIO(content), tuple(map(Column, names))):
        cells = Cells(line)
        siret, code, phone = cells.siret("SIRET"), cells.access_code("CODE ACCES"), cells.phone("TEL")
        day, standing = cells.date("BRUT"), cells.one_of("BRUT", STANDINGS)
        problems = [(each.column, each.problem) for each in cells.problems]
        values = {name: "#" if text.startswith("#") else text for name, text in line.values.items()}
        found.append((values, siret, code, phone, day, standing, problems))
    return found


@pytest.mark.parametrize("number", IN_CELLS)
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_what_the_old_portal_wrote_is_read_from_a_workbook_as_from_a_csv(number: str, form: str) -> None:
    [path] = QUIRKS.glob(f"SYNTHETIC_{number}_*")
    raw = path.read_bytes()
    text = raw.decode("cp1252" if number in ("01", "04") else "utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    content = (
        workbook(*map(tuple, rows))
        if form == "xlsx"
        else ods(*(ods_cells(*map(escape, row)) for row in rows))
    )
    found = read_cells(content, rows[0])
    assert found == read_cells(raw, rows[0])
    assert len(found) == sum(any(row) for row in rows) - 1
