"""A detail shows the rows of other screens that belong to it, how many, and leads to all of them."""

from __future__ import annotations

from datetime import date

import pytest

from models import attachments, cases
from models.cases import CaseKind
from models.kernel.actors import Actor
from tests.support import people, road_works
from views.backoffice.kit import related


def cards(page):
    """Title of each card → words of its lines and the way to the whole list."""
    found = {}
    for card in page.doc.xpath("//section[.//*[contains(@class,'b-line')]]"):
        lines = [a.text_content() for a in card.xpath(".//li//a")]
        found[card.xpath(".//h2")[0].text_content()] = (lines, card.xpath(".//header/a/@href")[0])
    return found


def detail(screen, row):
    return f"/console/{screen}/details/?id={row.id}"


@pytest.fixture
def bound(agent, account, record):
    """An attachment made by code."""
    made = record()
    return attachments.attach(made, account, evidence="code", access_code="4827", actor=Actor.of_agent(agent))


def test_a_company_leads_to_its_people_its_concessions_its_mails(app, desk, agent, account, bound):
    found = cards(desk(agent).open(detail("structures", account.company)))
    assert found["Comptes"] == ([account.full_name], f"/console/comptes/?structure={account.company_id}")
    assert found["Concessions rattachées"][0] == [bound.concession.title]
    assert found["Courriels"][1] == f"/console/courriels/?structure={account.company_id}"


def test_a_request_leads_to_who_holds_the_concession_and_back(app, desk, agent, account):
    made = road_works.filed(account)
    console = desk(agent)
    assert cards(console.open(detail("demandes", made)))["Rattachements de la concession"][0] == [
        account.company.name
    ]
    for screen, row in (
        ("concessions", made.concession),
        ("structures", account.company),
        ("comptes", account),
    ):
        lines, way = cards(console.open(detail(screen, row)))["Demandes"]
        assert lines == [made.reference]
        assert console.open(way).ids == [str(made.id)]


def test_an_attachment_shows_everybody_who_sees_it(app, desk, agent, account, bound):
    other = people.active(company=people.facts(siret=account.company.siret))
    attachments.add_referent(bound, other, actor=Actor.of_agent(agent))
    console = desk(agent)
    lines, way = cards(console.open(detail("rattachements", bound)))["Vu par"]
    assert sorted(lines) == sorted([account.full_name, other.full_name])
    assert sorted(console.open(way).ids) == sorted([str(account.id), str(other.id)])


def test_a_case_and_the_record_that_was_tried_lead_to_each_other(app, desk, agent, account, record):
    made = record("Réseaux d’Été – Nord")
    tried = {"title": "RESEAUX D'ETE - NORD", "kind": "voirie"}
    actor = Actor.of_account(account)
    case = cases.open_(CaseKind.ATTACH, tried["title"], account=account, tried=tried, actor=actor)
    console = desk(agent)
    page = console.open(detail("dossiers", case))
    assert page.doc.xpath(f"//main//a[@href='{detail('concessions', made)}']")
    lines, way = cards(console.open(detail("concessions", made)))["Dossiers"]
    assert lines == [tried["title"]] and console.open(way).ids == [str(case.id)]


def test_a_card_shows_some_and_counts_all(app, desk, agent, account):
    for _ in range(related.SHOWN + 1):
        people.pending(company=people.facts(siret=account.company.siret))
    page = desk(agent).open(detail("structures", account.company))
    lines, way = cards(page)["Comptes"]
    assert len(lines) == related.SHOWN
    assert "Voir toute la liste (Comptes) : 8 comptes" in page.text.replace("\u00a0", " ")
    assert len(desk(agent).open(way).ids) == related.SHOWN + 2


def test_what_is_not_there_is_told_in_one_line(app, desk, agent, record):
    page = desk(agent).open(detail("concessions", record()))
    assert "Elle n’a jamais été rattachée. Aucune demande n’a été déposée." in page.text
    assert not cards(page)


def test_the_chip_of_a_way_bears_the_name_of_the_row(app, desk, agent, account):
    console = desk(agent)
    chip = console.open(f"/console/comptes/?structure={account.company_id}").doc.xpath(
        "//a[contains(@class,'b-chip')]"
    )[0]
    assert account.company.name in chip.text_content()
    assert console.open("/console/comptes/?structure=987654").ids == []


@pytest.mark.parametrize(
    "screen", ["comptes", "rattachements", "demandes", "dossiers", "courriels", "journal"]
)
def test_a_way_that_no_page_gave_does_not_exist(app, desk, supervisor, screen):
    for bad in ("x", "0", "-1", "1,2", "99999999999999999999"):
        assert desk(supervisor).open(f"/console/{screen}/?structure={bad}").status == 404


def test_the_statement_of_the_cards_is_built_once_and_holds_no_moment(
    app, desk, agent, account, bound, record
):
    console, stranger = desk(agent), people.active()
    rows = {
        "companies": ("structures", [account.company, stranger.company]),
        "accounts": ("comptes", [account, stranger]),
        "concessions": ("concessions", [bound.concession, record("Bassin du Roi"), record("A 1")]),
        "attachments": ("rattachements", [bound]),
    }
    for address, shown in rows.values():
        for row in shown:
            console.open(detail(address, row))
    assert cards(console.open(detail("structures", stranger.company)))["Comptes"][0] == [stranger.full_name]
    assert cards(console.open(detail("structures", account.company)))["Comptes"][0] == [account.full_name]
    for endpoint in rows:
        kept = app.view_functions[f"{endpoint}.index_view"].__self__.cards.kept
        assert len(kept) == 1 or endpoint in ("concessions", "attachments")  # PostgreSQL asks word by word
        for first in kept.values():
            held = [bind.value for bind in first.statement.compile().binds.values() if bind.callable is None]
            assert not [value for value in held if isinstance(value, date)]
