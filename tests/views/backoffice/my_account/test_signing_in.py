"""The staff door: password, second factor, the way out."""

from __future__ import annotations

import pytest

from models import staff
from models.kernel.access.sessions import Session
from models.kernel.access.trusted_browsers import TrustedBrowser
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from tests.support import people

SIGN_IN, CODE = "/console/connexion", "/console/connexion/code"


def password(console, agent, **changes):
    return console.send(SIGN_IN, **{"email": agent.email, "password": people.STAFF_PASSWORD, **changes})


def test_the_password_leads_to_the_code_and_the_code_to_the_console(app, desk, agent):
    console = desk()
    page = password(console, agent)
    assert page.status == 303 and page.location.startswith(CODE)
    assert console.open("/console/").location.startswith(CODE), "the password alone opens nothing"
    page = console.send(page.location, otp=people.code_of(agent))
    assert page.status == 303 and page.location == "/console/"
    assert console.open("/console/").status == 200


def test_the_visitor_comes_back_where_he_wanted_to_go(app, desk, agent):
    console = desk()
    page = console.open("/console/comptes/?search=roux")
    wanted = page.location
    page = console.send(wanted, email=agent.email, password=people.STAFF_PASSWORD)
    page = console.send(page.location, otp=people.code_of(agent))
    assert page.location == "/console/comptes/?search=roux"


def test_no_address_of_others_is_followed(app, desk, agent):
    console = desk()
    page = console.send(
        f"{SIGN_IN}?next=//elsewhere.example/", email=agent.email, password=people.STAFF_PASSWORD
    )
    page = console.send(page.location, otp=people.code_of(agent))
    assert page.location == "/console/"


@pytest.mark.parametrize("wrong", ["unknown", "password", "disabled", "invited", "malformed"])
def test_whatever_is_wrong_gets_one_answer(app, desk, agent, admin, wrong):
    actor = Actor.of_agent(admin)
    changes = {}
    if wrong == "unknown":
        changes = {"email": "nobody@example.org"}
    elif wrong == "malformed":
        changes = {"email": "<script>"}
    elif wrong == "password":
        changes = {"password": "another one altogether"}
    elif wrong == "disabled":
        staff.disable(agent, actor=actor)
    else:
        staff.invite("new@example.org", name="New", role=Role.AGENT, actor=actor)
        changes = {"email": "new@example.org"}
    page = password(desk(), agent, **changes)
    assert page.status == 422
    assert "Courriel ou mot de passe inexact" in page.error("password")
    assert page.value("password") == "" and page.value("email") == changes.get("email", agent.email)


@pytest.mark.parametrize("missing", ["email", "password"])
def test_a_missing_answer_is_named(app, desk, agent, missing):
    page = password(desk(), agent, **{missing: ""})
    assert page.status == 422 and page.error(missing)


def test_a_wrong_code_is_refused_beside_its_field_and_never_shown_again(app, desk, agent):
    console = desk()
    page = console.send(password(console, agent).location, otp="000001")
    assert page.status == 422 and page.error("otp")
    assert "000001" not in page.html


def test_a_code_serves_once(app, desk, agent):
    code, early, late = people.code_of(agent), desk(), desk()
    first, second = password(early, agent).location, password(late, agent).location
    assert early.send(first, otp=code).status == 303
    assert late.send(second, otp=code).status == 422


def test_a_recovery_code_replaces_the_telephone_once(app, desk, agent):
    code = staff.renew_recovery_codes(agent, actor=Actor.of_agent(agent))[0]
    early, late = desk(), desk()
    first, second = password(early, agent).location, password(late, agent).location
    assert early.send(first, otp=code.upper()).status == 303
    assert late.send(second, otp=code).status == 422


def test_the_browser_is_trusted_for_the_day(app, desk, agent):
    console = desk()
    console.send(password(console, agent).location, otp=people.code_of(agent))
    console.post("/console/deconnexion", {"csrf_token": console.open("/console/").token})
    assert password(console, agent).location == "/console/"
    with app.app_context():
        assert db.session.query(TrustedBrowser).count() == 1


def test_the_session_is_another_after_each_half(app, desk, agent):
    console = desk()
    seen = []
    for step in (lambda: password(console, agent), lambda: console.send(CODE, otp=people.code_of(agent))):
        step()
        db.session.rollback()
        seen.append(db.session.query(Session.digest).scalar())
    assert len(set(seen)) == 2, "one live row, and not the same"


def test_leaving_ends_the_session_and_an_old_cookie_opens_nothing(app, desk, agent):
    console = desk(agent)
    cookie = console.client.get_cookie("bascule-console", path="/console")
    page = console.post("/console/deconnexion", {"csrf_token": console.open("/console/").token})
    assert page.location == SIGN_IN
    console.client.set_cookie("bascule-console", cookie.value, path="/console")
    assert console.open("/console/").location.startswith(SIGN_IN)


def test_whoever_is_in_is_led_on(app, desk, agent):
    assert desk(agent).open(SIGN_IN).location == "/console/"


def test_a_grave_act_asks_the_code_again_then_opens(app, desk, admin):
    console = desk(admin, fresh=False)
    page = console.open("/console/agents/new/")
    assert page.status == 303 and page.location.startswith(CODE)
    page = console.send(page.location, otp=people.code_of(admin))
    assert page.location == "/console/agents/new/"
    assert console.open(page.location).status == 200


def test_the_code_is_shown_in_the_demonstration_alone(app, make_app, browser, agent):
    from tests.views.backoffice.conftest import Desk

    console = Desk(browser())
    assert "code-demo" not in console.open(password(console, agent).location).html
    demo = Desk(make_app(env="demo").test_client())
    page = demo.open(password(demo, agent).location)
    shown = page.doc.get_element_by_id("code-demo").text
    assert demo.send(CODE, otp=shown).status == 303


def test_a_form_without_its_token_is_a_bad_request(app, desk):
    assert desk().post(SIGN_IN, {"email": "a@example.org", "password": "x"}).status == 400


def test_locked_out_by_a_stranger_they_come_in_from_a_known_browser_with_a_recovery_code(
    app, desk, supervisor
):
    console = desk()
    console.send(password(console, supervisor).location, otp=people.code_of(supervisor))
    code = staff.renew_recovery_codes(supervisor, actor=Actor.of_agent(supervisor))[0]
    console.post("/console/deconnexion", {"csrf_token": console.open("/console/").token})
    stranger = desk()
    for _ in range(6):
        password(stranger, supervisor, password="Ce-n’est-pas-le-bon-12")
    assert password(desk(), supervisor).status == 422, "another browser waits, with the right password too"
    page = password(console, supervisor)
    assert page.location.startswith(CODE), "though this browser gave the second factor today"
    assert console.send(page.location, otp=code).location == "/console/"
