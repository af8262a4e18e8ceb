"""The screen of the trail: who reads it, what it says, what it never lets one do."""

from __future__ import annotations

import pytest

from models import audit
from models.audit import AuditEvent
from models.audit.actions import ACTIONS
from models.audit.history import list_about
from models.kernel.base import db
from tests.support import people, road_works
from views.messages import EVENTS


@pytest.fixture
def corrected(app, desk, agent, account):
    """The event of a correction."""
    desk(agent).send(f"/console/comptes/edit/?id={account.id}", job_title="Gérante")
    return db.session.query(AuditEvent).filter_by(action="account-corrected").one()


def test_every_action_has_its_words():
    assert set(EVENTS) == set(ACTIONS)


def test_the_trail_is_read_by_supervisors_and_administrators(app, desk):
    for role, status in (("agent", 403), ("supervisor", 200), ("admin", 200)):
        assert desk(people.staff(role)).open("/console/journal/").status == status


def test_an_event_tells_who_did_what_and_what_changed(app, desk, supervisor, agent, account, corrected):
    page = desk(supervisor).open(f"/console/journal/details/?id={corrected.sequence}")
    for words in ("Compte corrigé", agent.name, "Fonction", "Employé", "Gérante", account.identifier):
        assert words in page.text, words
    assert page.doc.xpath(f"//main//a[@href='/console/comptes/details/?id={account.id}']")


def test_the_list_is_searched_and_filtered(app, desk, supervisor, agent, account, corrected):
    console, number = desk(supervisor), str(corrected.sequence)
    assert number in console.open(f"/console/journal/?search={account.identifier}").ids
    assert console.open("/console/journal/?action=account-corrected").ids == [number]
    assert number in console.open("/console/journal/?qui=agent").ids
    assert number in console.open(f"/console/journal/?structure={account.company_id}").ids
    assert console.open("/console/journal/?depuis=2999-01-01").ids == []
    for bad in ("action=nothing", "qui=nobody", "depuis=2026-13-01", "structure=x"):
        assert console.open(f"/console/journal/?{bad}").status == 404


def test_an_erased_event_says_so_and_stays(app, desk, supervisor, agent, corrected):
    audit.erase([corrected.sequence], reason="Douze mois", actor=people.SYSTEM)
    page = desk(supervisor).open(f"/console/journal/details/?id={corrected.sequence}")
    assert page.status == 200 and "effacés" in page.text
    assert agent.name not in page.text and "Gérante" not in page.text


def test_nothing_of_it_is_changed_from_here(app, desk, admin, corrected):
    console = desk(admin)
    token = console.open("/console/journal/").token
    for address in ("new/", f"edit/?id={corrected.sequence}", f"delete/?id={corrected.sequence}"):
        assert console.post(f"/console/journal/{address}", {"csrf_token": token}).status in (404, 405)


def test_an_export_asks_the_code_again_and_leaves_an_event(app, desk, supervisor, corrected):
    console = desk(supervisor, fresh=False)
    page = console.open("/console/journal/export/csv/")
    assert page.location.startswith("/console/connexion/code")
    answer = desk(supervisor).client.get("/console/journal/export/csv/")
    assert answer.status_code == 200 and "Compte corrigé" in answer.text
    db.session.rollback()
    assert db.session.query(AuditEvent).filter_by(action="exported").count() == 1


# -- found by whom, by what, by the number of a request


def test_the_trail_is_found_by_person_company_concession_and_request(
    app, desk, supervisor, agent, account, corrected
):
    console, number = desk(supervisor), str(corrected.sequence)
    bound = road_works.held(account)
    attached = str(list_about(("attachment", [bound.id]))[0].sequence)
    for typed, found in (
        (f"personne={account.identifier}", number),
        (f"personne={account.email}", number),
        (f"personne={agent.name}", number),
        (f"entreprise={account.company.siret}", number),
        (f"concession={bound.concession.reference}", attached),
        (f"requete={corrected.request_id}", number),
        (f"search={corrected.request_id}", number),
    ):
        page = console.open(f"/console/journal/?{typed}")
        assert page.status == 200 and found in page.ids, typed
    for typed in (
        "personne=nulle part",
        "entreprise=nulle part",
        "concession=nulle part",
        "requete=0",
        f"search={'0' * 16}",
    ):
        assert console.open(f"/console/journal/?{typed}").ids == [], typed


def test_filters_of_the_trail_are_held_together(app, desk, supervisor, agent, account, corrected):
    console = desk(supervisor)
    both = f"personne={agent.name}&entreprise={account.company.siret}&concession=&action=account-corrected"
    assert console.open(f"/console/journal/?{both}").ids == [str(corrected.sequence)]
    other = people.active()
    assert console.open(f"/console/journal/?personne={agent.name}&entreprise={other.company.siret}").ids == []


def test_the_filters_stand_on_the_page(app, desk, supervisor):
    page = desk(supervisor).open("/console/journal/")
    for name in ("personne", "entreprise", "concession", "requete", "agent", "action", "depuis", "jusqua"):
        assert page.doc.xpath(f"//*[@name='{name}']"), name


def test_what_a_request_left_is_one_click_from_each_of_its_events(app, desk, supervisor, corrected):
    page = desk(supervisor).open(f"/console/journal/details/?id={corrected.sequence}")
    (way,) = page.doc.xpath(f"//main//a[contains(., '{corrected.request_id}')]/@href")
    assert desk(supervisor).open(way).ids == [str(corrected.sequence)]


@pytest.mark.parametrize("subject", ["structures", "comptes", "concessions", "agents"])
def test_each_thing_leads_to_its_timeline_in_one_link(app, desk, admin, agent, account, corrected, subject):
    bound = road_works.held(account)
    kind, number = {
        "structures": ("company", account.company_id),
        "comptes": ("account", account.id),
        "concessions": ("concession", bound.concession_id),
        "agents": ("agent", agent.id),
    }[subject]
    page = desk(admin).open(f"/console/{subject}/details/?id={number}")
    (way,) = page.doc.xpath("//*[@id='histoire']//a[text()='Voir au journal']/@href")
    assert way == f"/console/journal/?autour={kind}-{number}"
    page = desk(admin).open(way)
    attached = str(list_about(("attachment", [bound.id]))[0].sequence)
    wanted = {str(corrected.sequence)} if kind != "concession" else {attached}
    assert wanted <= set(page.ids), page.ids
    assert "Histoire" in page.text


def test_a_supervisor_goes_from_an_event_to_what_its_agent_did(app, desk, supervisor, agent, corrected):
    page = desk(supervisor).open(f"/console/journal/details/?id={corrected.sequence}")
    way = f"/console/journal/?autour=agent-{agent.id}"
    assert page.doc.xpath(f"//main//a[@href='{way}']")
    page = desk(supervisor).open(way)
    assert str(corrected.sequence) in page.ids and agent.name in page.text
    invited = list_about(("agent", [agent.id]))[0]
    page = desk(supervisor).open(f"/console/journal/details/?id={invited.sequence}")
    assert page.doc.xpath(f"//main//a[@href='{way}']"), "and from what was done to them"


@pytest.mark.both_engines("each engine has its own largest number")
@pytest.mark.parametrize("bad", ["agent", "agent-x", "boat-1", "agent-0", "agent-99999999999999999999"])
def test_a_timeline_of_nothing_does_not_exist(app, desk, supervisor, bad):
    assert desk(supervisor).open(f"/console/journal/?autour={bad}").status == 404
