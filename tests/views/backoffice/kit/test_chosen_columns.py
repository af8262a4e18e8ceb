"""The columns of a list are ticked and moved by buttons, without a script, and kept for their reader."""

from __future__ import annotations

import pytest

from models.staff import list_columns
from tests.support.records import by, concession

LIST = "/console/concessions/"
CHOICE = "/console/colonnes?ecran=concessions&retour=/console/concessions/?etat=free"


def heads(desk):
    shown = [head.text_content().strip() for head in desk.open(LIST).doc.xpath("//thead//th")]
    return shown[1:]  # the box that chooses the whole page


def choose(desk, ticked, **button):
    page = desk.open(CHOICE)
    order = page.doc.xpath("//input[@name='ordre']/@value")
    data = {"csrf_token": page.token, "ordre": order, "colonne": ticked, **button}
    return desk.client.post(CHOICE, data=data)


@pytest.fixture
def reader(app, desk, agent):
    concession()
    return desk(agent)


def test_a_list_shows_its_usual_columns_until_somebody_chooses(reader):
    assert heads(reader) == ["Intitulé", "État", "Titulaire", "Réseau", "Commune", "Rattachée à"]
    page = reader.open(CHOICE)
    unticked = page.doc.xpath("//input[@name='colonne'][not(@checked)]/@value")
    assert unticked == ["3", "5"] and "SIRET" in page.text


def test_what_is_ticked_is_shown_in_its_order_and_told_by_its_name_on_a_telephone(reader):
    answer = choose(reader, ["3", "6"])
    assert answer.status_code == 303 and answer.location.endswith("/console/concessions/?etat=free")
    assert heads(reader) == ["Intitulé", "Commune", "SIRET"], "as they stood on the page"
    page = reader.open(LIST)
    assert page.doc.xpath("//tbody//td/@data-l") == ["Commune", "SIRET"]
    assert page.doc.xpath("//table/@data-of") == []


def test_a_button_moves_a_column_and_keeps_it_and_the_first_stays_first(reader):
    choose(reader, ["1", "2", "6"], monter="6")
    assert heads(reader) == ["Intitulé", "État", "Commune", "Titulaire"]
    choose(reader, ["1", "6", "2"], monter="1")
    choose(reader, ["1", "6", "2"], descendre="2")
    assert heads(reader) == ["Intitulé", "État", "Commune", "Titulaire"]
    assert choose(reader, ["1", "6", "2"], descendre="1").location.endswith(CHOICE)
    assert heads(reader) == ["Intitulé", "Commune", "État", "Titulaire"]


def test_numbers_that_no_column_has_move_nothing_however_long(reader):
    for strange in ("9" * 5_000, "99", "²", ""):
        assert choose(reader, ["1", "6"], monter=strange, ordre=[strange, "1", "6"]).status_code == 303
    assert heads(reader) == ["Intitulé", "État", "Commune"]


def test_one_goes_back_to_the_usual_ones(reader):
    choose(reader, ["6"])
    choose(reader, ["6"], defaut="1")
    assert len(heads(reader)) == 6


def test_sorting_and_files_know_all_columns_still(reader, agent, desk, supervisor, browser):
    choose(reader, ["6"])
    assert reader.open(f"{LIST}?sort=0&desc=1").status == 200
    list_columns.choose(supervisor, "concessions", ["Intitulé"], actor=by(supervisor))
    head = browser(supervisor).get(f"{LIST}export/csv/").text.splitlines()[0]
    assert "SIRET" in head and "Commune" in head


def test_a_column_that_a_release_took_away_is_left_out(reader, agent):
    list_columns.choose(agent, "concessions", ["Intitulé", "Jadis", "État"], actor=by(agent))
    assert heads(reader) == ["Intitulé", "État"]


@pytest.mark.parametrize("screen", ["", "nulle-part", "journeys", "campaign"])
def test_there_is_nothing_to_choose_of_a_list_that_one_may_not_see(reader, screen):
    assert reader.open(f"/console/colonnes?ecran={screen}").status in (403, 404)


def test_nobody_is_led_off_the_site(reader):
    page = reader.open("/console/colonnes?ecran=concessions&retour=//ailleurs.example/")
    assert "ailleurs.example" not in page.html.split("<main")[1]
