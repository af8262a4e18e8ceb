"""The assisted migration: whatever the caller says, and the next action."""

from __future__ import annotations

import pytest

from tests.views.backoffice.conftest import LHSM

ADDRESS = "/console/migration/"


def links(page):
    return page.doc.xpath("//main//a/@href")


def ask(console, said):
    from tests.views.backoffice.conftest import Page

    return Page(console.client, console.client.get(ADDRESS, query_string={"q": said}))


def test_nothing_said_asks(app, desk, agent):
    assert "Que dit la personne" in desk(agent).open(ADDRESS).text


@pytest.mark.parametrize("what", ["identifier", "name", "email"])
def test_a_person_is_found(app, desk, agent, account, what):
    said = {"identifier": account.identifier, "name": account.last_name, "email": account.email}[what]
    assert f"/console/comptes/details/?id={account.id}" in links(ask(desk(agent), said))


def test_a_siret_in_any_spelling_finds_the_company_and_offers_an_account(app, desk, agent, account):
    siret = account.company.siret
    page = ask(desk(agent), f"{siret[:3]} {siret[3:6]}.{siret[6:9]}-{siret[9:]}")
    assert f"/console/structures/details/?id={account.company_id}" in links(page)
    assert f"/console/comptes/new/?siret={siret}" in links(page)


def test_a_siret_that_we_do_not_hold_is_asked_of_the_directory(app, desk, agent, directory):
    page = ask(desk(agent), LHSM)
    assert "ne connaît pas ce SIRET" in page.text
    assert f"/console/structures/new/?siret={LHSM}" in links(page)
    directory.tell(LHSM)
    page = ask(desk(agent), LHSM)
    assert "LE HAVRE SEINE METROPOLE" in page.text
    assert f"/console/comptes/new/?siret={LHSM}" in links(page)


def test_a_title_or_a_number_finds_the_concession_and_offers_to_attach(app, desk, agent, record):
    concession = record("Port de l’Estuaire")
    for said in ("port estuaire", "02 35 22 33 44", concession.reference):
        page = ask(desk(agent), said)
        assert f"/console/concessions/{concession.id}/rattacher" in links(page), said


@pytest.mark.parametrize("said", ["%", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "é" * 300, "a"])
def test_anything_may_be_said(app, desk, agent, record, said):
    record()
    page = ask(desk(agent), said)
    assert page.status == 200 and "<script>alert" not in page.html


def test_administrators_look_and_are_offered_nothing(app, desk, admin, account):
    page = ask(desk(admin), account.company.siret)
    assert page.status == 200 and not [href for href in links(page) if "/new/" in href]
