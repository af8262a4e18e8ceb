"""The screen of the trail: who reads it, what it says, what it never lets one do."""

from __future__ import annotations

import pytest

from models import audit
from models.audit import ACTIONS, AuditEvent
from models.base import db
from tests import people
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
