"""Files with other columns than ours are read as they were meant, from the page to the row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from models.concessions import Concession
from models.documents.imports import ImportKind, ImportRun
from models.documents.imports.queries import walk
from models.kernel.base import db
from models.road_openings import RoadOpeningRequest
from tests.support import records
from tests.support.records import by, count
from tests.support.runs import Near, again, sent, work
from tests.support.uploads import multipart

AT = "/console/imports"
QUIRKS = Path(__file__).parents[3] / "data" / "legacy_quirks"
FILES = sorted(QUIRKS.glob("SYNTHETIC_*"))
COLUMNS = {
    "N° DOSSIER": "reference",
    "CONCESSIONNAIRE": "titulaire",
    "SIRET": "siret",
    "COMMUNE": "commune",
    "VOIE": "intitule",
    "CODE ACCES": "code_acces",
}
ROWS = [
    ("2019/00123", "ENEDIS - DR NORMANDIE", "44460844213631", "LE HAVRE", "RUE GEORGES BRAQUE"),
    ("2019/00125", "VEOLIA EAU", "57202552610945", "OCTEVILLE-SUR-MER", "Rue du Maréchal Foch"),
    ("2019/00126", "ORANGE UI NORMANDIE", "38012986645100", "SAINTE-ADRESSE", "BD FOCH (côté pair)"),
]
"""What stands in most of them; the line between lost the zeros of its code."""


@pytest.fixture(autouse=True)
def near(app, monkeypatch):
    """Files are read in this process, as the child reads them."""
    monkeypatch.setitem(app.extensions, "bascule.imports", Near(20 * 1024 * 1024))


def send(console, path):
    """The address that asks for the columns of a file."""
    fields = {"kind": "concessions", "dry_run": "y", **console.open(f"{AT}/new/").form()}
    file = [(path.name, path.read_bytes())]
    return console.client.post(f"{AT}/new/", **multipart(fields, file=file)).location


def run_of(console, path):
    """The file sent, its columns told, tried, confirmed, taken in."""
    address = send(console, path)
    page = console.open(address)
    names = [label.text_content() for label in page.doc.xpath("//main//th/label")]
    chosen = {f"column_{n}": COLUMNS.get(name, "") for n, name in enumerate(names, start=1)}
    assert console.post(address, {**page.form("column_1"), **chosen}).status == 303
    run = db.session.scalars(db.select(ImportRun)).one()
    work()
    assert again(run).state == "a-confirmer"
    assert console.send(f"{AT}/{run.id}/confirmer").status == 303
    work()
    return again(run)


def test_how_it_is_read_is_shown_by_its_dialect_and_three_lines(desk, admin, tmp_path):
    path = tmp_path / "vieux.csv"
    rows = [f"R{n}\tGaz de l’Éclaireur {n}\t482{n}" for n in range(1, 5)]
    path.write_bytes("\r\n".join(["N° DOSSIER\tCONCESSIONNAIRE\tCODE ACCES", *rows]).encode("cp1252"))
    address = send(console := desk(admin), path)
    for page in (console.open(address), console.open(address.replace("new/", "details/"))):
        text = page.text.replace("\N{NO-BREAK SPACE}", " ")
        assert "Windows-1252, tabulations" in text
        assert [f"Gaz de l’Éclaireur {n}" in text for n in range(1, 5)] == [True] * 3 + [False]
        assert "482" not in page.html


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[10:12])
def test_every_file_of_the_old_portal_is_read_as_it_was_meant(desk, admin, path):
    console = desk(admin)
    page = console.open(send(console, path))
    assert "Ã" not in page.text and "0042" not in page.html
    assert "CODE ACCES" not in page.text or "Réfection définitive" in page.text


@pytest.mark.parametrize("number", ["01", "02", "03", "06", "07", "12", "13"])
def test_what_its_cells_say_comes_to_the_rows(desk, admin, number):
    [path] = [path for path in FILES if path.name[10:12] == number]
    console = desk(admin)
    run = run_of(console, path)
    found = db.session.scalars(db.select(Concession).order_by(Concession.reference)).all()
    assert [(row.reference, row.holder, row.siret, row.city, row.title) for row in found] == ROWS
    assert [(line.number, line.problems[0]["problem"]) for line in walk(run)] == [
        (4 if number == "12" else 3, "code-shortened")
    ]


def test_numbers_that_a_spreadsheet_has_spoilt_are_refused_and_never_repaired(desk, admin):
    console = desk(admin)
    run = run_of(console, FILES[3])
    problems = [[problem["problem"] for problem in line.problems] for line in walk(run)]
    assert problems == [["scientific", "code-shortened"]] * 3 + [["scientific"]]
    assert count(Concession) == 0


def test_days_are_taken_in_as_they_were_meant(admin):
    records.concession(title="Quai")
    spellings = list(csv.DictReader(io.StringIO(FILES[8].read_text("utf-8")), delimiter=";"))
    rows = [f"AV-{n:02};Quai;accordée;{row['BRUT']}" for n, row in enumerate(spellings)]
    run = sent(
        by(admin), *rows, head="numero;intitule;statut;date_debut", kind=ImportKind.REQUESTS, rehearse=False
    )
    work()
    found = {row.reference: row.starts_on for row in db.session.scalars(db.select(RoadOpeningRequest))}
    refused = {line.number - 2 for line in walk(again(run), refused=True)}
    for n, row in enumerate(spellings):
        day = found.get(f"AV-{n:02}")
        assert (day.isoformat() if day else "") == row["ATTENDU"], row
        assert n not in refused or not row["ATTENDU"], row
    assert {spellings[n]["BRUT"] for n in refused} == {"31/02/2019", "#REF!"}


def test_yes_and_no_are_taken_in_as_they_were_meant(admin):
    spellings = list(csv.DictReader(io.StringIO(FILES[10].read_text("utf-8")), delimiter=";"))
    rows = [f"R{n:02};Quai {n};{1037 + n};{row['BRUT']}" for n, row in enumerate(spellings)]
    run = sent(by(admin), *rows, head="reference;intitule;code_acces;actif", rehearse=False)
    work()
    assert again(run).refused == 0
    found = db.session.scalars(db.select(Concession).order_by(Concession.reference)).all()
    assert [row.closed_at is None for row in found] == [row["ATTENDU"] != "false" for row in spellings]


def test_numbers_that_lost_their_zeros_or_wear_a_wrapping_are_read_or_refused(admin):
    spellings = list(csv.reader(io.StringIO(FILES[4].read_text("utf-8")), delimiter=";"))[1:]
    out = io.StringIO()
    head = ["reference", "intitule", "code_acces", "siret", "code_postal", "telephone"]
    table = [[f"R{n}", f"Quai {n}", f"{1037 + n}", row[0], row[2], row[3]] for n, row in enumerate(spellings)]
    csv.writer(out, delimiter=";").writerows(table)
    run = sent(by(admin), *out.getvalue().splitlines(), head=";".join(head), rehearse=False)
    work()
    found = db.session.scalars(db.select(Concession).order_by(Concession.reference)).all()
    assert [line.problems[0]["problem"] for line in walk(again(run))] == ["siret-length"]
    assert [(row.siret, row.phone) for row in found] == [
        ("20008495200015", "+33235123456"),
        ("21760351300011", "+33235123456"),
        ("44478651100022", "+33235123456"),
        ("39748093003464", "+33235123456"),
    ]
