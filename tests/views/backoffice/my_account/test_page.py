"""One's own staff account: the password, the recovery codes, the display."""

from __future__ import annotations

import pytest

from models.sign_in.open_sessions import list_open
from models.sign_in.second_factor import recovery_codes_left
from tests.support import people
from tests.support.visitor import username_of

ADDRESS = "/console/mon-compte"
NEW = "Digue-perche-marée-58-voile"


def test_the_page_tells_who_one_is(app, desk, supervisor):
    page = desk(supervisor).open(ADDRESS)
    assert page.status == 200
    assert supervisor.name in page.text and supervisor.email in page.text and "Superviseur" in page.text


def test_a_new_password_closes_every_session(app, desk, agent):
    console, other = desk(agent), desk(agent)
    typed = {"current_password": people.STAFF_PASSWORD, "password": NEW, "password_confirm": NEW}
    page = console.send(ADDRESS, **typed)
    assert page.status == 303 and page.location == "/console/connexion"
    assert "mot de passe est changé" in page.follow().text
    for each in (console, other):
        assert each.open("/console/").location.startswith("/console/connexion")
    assert desk().send("/console/connexion", email=agent.email, password=NEW).status == 303


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("current_password", {"current_password": "wrong"}),
        ("password", {"password": "court", "password_confirm": "court"}),
        ("password_confirm", {"password_confirm": "another"}),
    ],
)
def test_a_wrong_answer_changes_nothing(app, desk, agent, field, changes):
    console = desk(agent)
    typed = {"current_password": people.STAFF_PASSWORD, "password": NEW, "password_confirm": NEW}
    page = console.send(ADDRESS, **{**typed, **changes})
    assert page.status == 422 and page.error(field)
    assert console.open("/console/").status == 200


def test_new_recovery_codes_are_told_once(app, desk, agent):
    console = desk(agent)
    page = console.post(f"{ADDRESS}/codes", {"csrf_token": console.open(ADDRESS).token})
    assert page.status == 303
    assert len(page.follow().doc.xpath("//*[@id='codes']//li")) == 10
    page = console.open(ADDRESS)
    assert not page.doc.xpath("//*[@id='codes']") and "10" in page.text
    assert recovery_codes_left(agent) == 10


def test_new_recovery_codes_ask_the_second_factor_again(app, desk, agent):
    console = desk(agent, fresh=False)
    page = console.post(f"{ADDRESS}/codes", {"csrf_token": console.open(ADDRESS).token})
    assert page.location.startswith("/console/connexion/code")


def test_light_or_dark_is_kept(app, desk, agent):
    console = desk(agent)
    token = console.open(ADDRESS).token
    page = console.post("/console/affichage", {"csrf_token": token, "theme": "dark", "next": ADDRESS})
    assert page.location == ADDRESS
    assert 'data-bs-theme="dark"' in console.open(ADDRESS).html


def test_a_password_manager_finds_the_address(desk, agent):
    assert username_of(desk(agent).open("/console/mon-compte")) == agent.email


def test_one_s_sessions_are_seen_and_ended_one_by_one_or_all_but_this_one(app, desk, agent):
    here, other, third = desk(agent), desk(agent), desk(agent)
    page = here.open(ADDRESS)
    rows = page.doc.xpath("//*[@id='sessions']/li")
    assert len(rows) == 3 and "Cette session" in rows[0].text_content() and not rows[0].xpath(".//form")
    address = rows[1].xpath(".//form/@action")[0]
    assert "La session est fermée" in here.post(address, {"csrf_token": page.token}).follow().text
    assert len(here.open(ADDRESS).doc.xpath("//*[@id='sessions']/li")) == 2
    assert here.post(address, {"csrf_token": page.token}).status == 404
    here.post(f"{ADDRESS}/sessions/fermer", {"csrf_token": page.token})
    for each in (other, third):
        assert each.open("/console/").location.startswith("/console/connexion")
    assert here.open(ADDRESS).status == 200


def test_another_s_session_does_not_exist(app, desk, agent, admin):
    mine, theirs = desk(agent), desk(admin)
    [opened] = list_open(admin)
    page = mine.post(f"{ADDRESS}/sessions/{opened.id}/fermer", {"csrf_token": mine.open(ADDRESS).token})
    assert page.status == 404 and theirs.open("/console/").status == 200
