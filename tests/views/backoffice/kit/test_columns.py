"""What a list says: rows, order, and where there is nothing to show."""

from __future__ import annotations

from models.permissions import Role
from tests.support.fleet import make


def test_a_row_carries_its_id_and_its_name_is_the_link(get, fleet):
    (boat,) = fleet(make("Abeille", kind="moteur"))
    row = get("/console/bateaux/").xpath("//tr[@data-id]")[0]
    assert row.get("data-id") == str(boat) and row.get("class") == "is-wait"
    assert row[0].tag == "th" and row[0].get("scope") == "row"
    assert row[0].xpath(".//a")[0].get("href") == f"/console/bateaux/details/?id={boat}"


def test_the_order_is_told_to_readers(get, fleet):
    fleet(make("Abeille"))
    page = get("/console/bateaux/?sort=3&desc=1")
    assert [th.get("aria-sort") for th in page.xpath("//thead//th")] == [None, None, None, "descending"]
    assert len(page.xpath("//thead//a")) == 2


def test_an_empty_list_says_what_was_sought_and_the_way_back(get):
    page = get("/console/bateaux/?search=abeille")
    assert "Aucun bateau «\u00a0abeille\u00a0»" in page.text_content()
    assert page.xpath("//a[text()='Effacer les filtres']")[0].get("href") == "/console/bateaux/"


def test_an_empty_list_offers_each_step_back_that_shows_something(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Barque"))
    page = get("/console/bateaux/?genre=moteur&nom=bourdon&search=bour")
    steps = page.xpath("//div[@class='b-empty']//li")
    shown = [(" ".join(li.text_content().split()), li[0].get("href")) for li in steps]
    assert shown == [("Sans « Genre : Moteur » 1 bateau", "/console/bateaux/?search=bour&nom=bourdon")]
    page = get("/console/bateaux/?genre=moteur&search=bour")
    steps = [" ".join(li.text_content().split()) for li in page.xpath("//div[@class='b-empty']//li")]
    assert sorted(steps) == ["Sans « Genre : Moteur » 1 bateau", "Sans « bour » 1 bateau"]


def test_a_list_without_rows_says_what_it_is_for_and_the_way_to_fill_it(get, person):
    page = get("/console/bateaux/")
    (empty,) = page.xpath("//div[@class='b-empty']")
    assert "Aucun bateau pour l’instant" in empty.text_content()
    assert "La flotte se remplit ici." in empty.text_content()
    assert [(a.text_content(), a.get("href")) for a in empty.xpath(".//a")] == [
        ("Lancer un bateau", "/console/bateaux/new/")
    ]
    person.role = Role.ADMIN
    (empty,) = get("/console/bateaux/").xpath("//div[@class='b-empty']")
    assert "La flotte se remplit ici." in empty.text_content() and not empty.xpath(".//a")
