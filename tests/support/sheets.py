"""Files of a few columns, read or refused by the reader of imports."""

from __future__ import annotations

import io
import zipfile
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
        for cell in book.active[book.active.max_row]:
            if str(cell.value).startswith('="'):
                cell.data_type = "s"  # a text, which is no formula
    for title in titles[1:]:
        book.create_sheet(title).append(("autre",))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def ods(*rows: str, before: str = "") -> bytes:
    """An ODS of one sheet; each row is the XML of its cells, or that of a whole row."""
    whole = [
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    ]
    sheet = f'<table:table table:name="Feuille1">{"".join(whole)}</table:table>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", before + _ODS.format(sheet))
    return out.getvalue()


def ods_cells(*texts: str, times: int = 1) -> str:
    """The XML of cells of text, the last one so many times."""
    *first, last = (
        f'<table:table-cell{{}} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return "".join(cell.format("") for cell in first) + last.format(repeated)
