"""What the cockpit shows where a number is wrong in one digit, or names what is closed."""

from __future__ import annotations

import pytest

from models.companies.directory import State
from tests.support import people
from tests.support.calls import ask, heading, links, step, target
from tests.views.backoffice.conftest import LHSM

WRONG = "20008495300015"


def test_a_company_one_digit_away_is_one_click_away(app, desk, agent):
    company = people.active(company=people.facts(siret=str(LHSM))).company
    page = ask(desk(agent), WRONG)
    assert "À un chiffre près" in page.text and company.name in page.text
    assert step(page) == "choose" and f"/console/migration/?q={LHSM}" in links(page)


def test_a_record_one_digit_away_leads_to_its_siret(app, desk, agent, directory, record):
    directory.add(LHSM)
    concession = record(siret=str(LHSM))
    page = ask(desk(agent), WRONG)
    assert str(LHSM) in page.text and concession.reference in page.text
    page = desk(agent).open(next(href for href in links(page) if f"concession={concession.id}" in href))
    assert step(page) == "create-account" and "LE HAVRE SEINE METROPOLE" in page.text


def test_a_record_a_digit_away_from_a_phone_tells_no_phone(app, desk, agent, record):
    concession = record("Port de l’Estuaire", phone="+33239999998")
    page = ask(desk(agent), "02 39 99 99 97")
    assert concession.title in page.text and "0239999998" not in page.text
    assert any(f"concession={concession.id}" in href for href in links(page))


def test_a_company_a_digit_away_from_a_phone_says_its_number(app, desk, agent):
    people.active(company=people.facts(phone="+33239999998"))
    page = ask(desk(agent), "02 39 99 99 97")
    assert "0239999998" in page.text


@pytest.mark.parametrize("is_ours", [False, True])
def test_a_closed_siret_asks_for_the_new_one_and_keeps_the_account_as_second_way(
    app, desk, agent, directory, is_ours
):
    directory.add(LHSM, State.CLOSED)
    page = ask(desk(agent), LHSM)
    assert step(page) == "ask-open-siret" and heading(page) == "Demander le nouveau SIRET"
    assert "nouveau SIRET" in page.text and "Nous n’en connaissons aucun" in page.text
    assert page.doc.get_element_by_id("siret").get("data-key") == "r"
    assert target(page, "c").startswith(f"/console/migration/{LHSM}/creer")
    if is_ours:
        people.active(company=people.facts(siret="20008495200023", name="PORT"))
        page = ask(desk(agent), LHSM)
        assert "/console/migration/?q=20008495200023" in links(page) and "déjà chez nous" in page.text


def test_a_name_and_a_town_lead_to_what_only_the_directory_knows(app, desk, agent, directory):
    directory.add(LHSM)
    gone = directory.add(people.new_siret(), State.CLOSED, name="LE HAVRE METROPOLE ANCIENNE")
    page = ask(desk(agent), "métropole, Le Havre")
    assert step(page) == "choose" and "Au répertoire Sirene" in page.text
    assert f"/console/migration/?q={LHSM}" in links(page)
    assert gone.name in page.text and "Fermée au répertoire" in page.text
    assert step(desk(agent).open(f"/console/migration/?q={LHSM}")) == "create-account"


def test_what_is_ours_already_is_not_said_twice(app, desk, agent, directory):
    directory.add(LHSM)
    people.active(company=people.facts(siret=str(LHSM), name="LE HAVRE SEINE METROPOLE"))
    page = ask(desk(agent), "métropole le havre")
    assert "Au répertoire Sirene" not in page.text


def test_beside_the_example_an_unknown_number_is_outside_of_it(app, desk, agent):
    page = ask(desk(agent), "00552007700016")
    assert "hors de l’exemple" in page.text and "27 établissements, exemple" in page.text
    page = desk(agent).send("/console/comptes/new/", siret="00552007700016")
    assert "hors de l’exemple" in page.error("siret") and "27 établissements" in page.text
