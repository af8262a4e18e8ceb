"""The files of a list: what they hold, how they are told and offered, what they run."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from models.permissions import Role
from tests.support.fleet import exported, follow, make, names
from views.backoffice.kit import exports


@pytest.fixture
def supervisor(person):
    person.role = Role.SUPERVISOR


def test_an_export_runs_no_formula(harbour, fleet, supervisor):
    fleet(make("=HYPERLINK(1)"), make("+1"), make("-1"), make("@a"), make("Abeille"))
    answer = harbour.test_client().get("/console/bateaux/export/csv/")
    cells = [row[0] for row in csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")]
    assert set(cells) == {"Nom", "'=HYPERLINK(1)", "'+1", "'-1", "'@a", "Abeille"}


def test_a_workbook_holds_text_alone(harbour, fleet, supervisor):
    fleet(make("=HYPERLINK(1)"), make("Abeille\x07"))
    answer = harbour.test_client().get("/console/bateaux/export/xlsx/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["A2"].value == "=HYPERLINK(1)" or sheet["A3"].value == "=HYPERLINK(1)"


def test_an_export_holds_what_the_list_shows_and_leaves_an_event(harbour, fleet, supervisor):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Fantôme", hidden=True, kind="moteur"))
    answer = harbour.test_client().get("/console/bateaux/export/csv/?genre=moteur&search=abe")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Nom", "Abeille"]
    assert rows[1][2:4] == ["À flot", "Le Havre"]
    assert exported == [{"screen": "boats", "format": "csv", "rows": 1, "genre": "moteur", "search": "abe"}]


def exporting(page):
    [button] = page.xpath("//button[contains(., 'Exporter')]")
    why = page.xpath(f"//*[@id='{button.get('aria-describedby')}']/text()")
    return button.get("disabled") is None, "".join(why).replace("\xa0", " ")


def test_the_export_is_offered_or_says_why_it_is_not(get, fleet, person):
    fleet(make("Abeille"))
    assert exporting(get("/console/bateaux/")) == (
        False,
        "Seuls les superviseurs et les administrateurs exportent.",
    )
    assert not get("/console/bateaux/").xpath("//*[@id='exp']")
    person.role = Role.SUPERVISOR
    page = get("/console/bateaux/")
    assert exporting(page) == (True, "") and len(page.xpath("//*[@id='exp']//a")) == 3
    page = get("/console/bateaux/?search=nulle")
    assert exporting(page) == (False, "Il n’y a aucune ligne à exporter.")
    assert not page.xpath("//*[@id='exp']")


@pytest.mark.parametrize(
    "query", ["", "?genre=moteur", "?search=boat", "?genre=moteur&search=boat&sort=0&desc=1"]
)
def test_both_files_hold_exactly_what_the_list_shows_page_after_page(harbour, fleet, get, supervisor, query):
    fleet(*(make(f"Boat {n:02d}", kind="moteur" if n % 2 else "voile") for n in range(13)))
    fleet(make("Abeille", kind="moteur"), make("Boat caché", hidden=True, kind="moteur"))
    page = get(f"/console/bateaux/{query}")
    shown = names(page)
    while following := follow(page, "Suivante"):
        page = get(following)
        shown += names(page)
    client = harbour.test_client()
    text = client.get(f"/console/bateaux/export/csv/{query}").get_data().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == shown
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/console/bateaux/export/xlsx/{query}").get_data()))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == shown
    assert [facts["rows"] for facts in exported] == [len(shown)] * 2


def test_the_page_to_print_says_what_was_asked_who_printed_it_and_holds_the_rows(
    harbour, fleet, get, supervisor
):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Amarre", kind="moteur"))
    page = get("/console/bateaux/export/impression/?genre=moteur")
    text = " ".join(page.text_content().split())
    assert "2 bateaux" in text.replace("\xa0", " ") and "Genre : Moteur" in text.replace("\xa0", " ")
    assert "par Nadia Lemoine" in text and "À flot" in text
    assert [th.text_content().split()[0] for th in page.xpath("//tbody/tr/th")] == ["Abeille", "Amarre"]
    assert exported == [{"screen": "boats", "format": "impression", "rows": 2, "genre": "moteur"}]


def test_a_page_to_print_that_would_be_a_book_says_what_it_leaves_out(
    harbour, fleet, get, supervisor, monkeypatch
):
    monkeypatch.setattr(exports, "LONGEST_PRINT", 2)
    fleet(*(make(f"Boat {n}") for n in range(3)))
    page = get("/console/bateaux/export/impression/")
    assert len(page.xpath("//tbody/tr")) == 2 and "l’export CSV les donne toutes" in page.text_content()
    assert exported[0]["rows"] == 3


def test_an_unknown_kind_of_file_does_not_exist(get, supervisor):
    get("/console/bateaux/export/exe/", 404)


def test_an_export_is_not_gathered_in_memory(harbour, fleet, supervisor):
    fleet(*(make(f"Boat {n:04d}") for n in range(1200)))
    answer = harbour.test_client().get("/console/bateaux/export/csv/", buffered=False)
    pieces = iter(answer.response)
    assert answer.is_streamed and next(pieces)
    assert sum(piece.count(b"\n") for piece in pieces) <= 1201
    answer.close()
