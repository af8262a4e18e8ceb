"""The staff door with an identity provider behind it: the way there, back, and out."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from console.sessions.metadata import read_metadata
from console.sessions.published import Published
from models import staff
from models.kernel.access.sessions import Session
from models.kernel.base import db
from models.permissions import Role
from tests.support import people
from tests.support.records import actions
from tests.support.servers.identity import CLIENT, SECRET, identity_server

SIGN_IN, OIDC = "/console/connexion", "/console/connexion/oidc"


@pytest.fixture(scope="module")
def _server():
    with identity_server() as served:
        yield served


@pytest.fixture
def server(_server, agent):
    _server.claims = {"sub": "subject-1", "acr": "eidas2", "sid": "there-1"}
    _server.person = {"email": agent.email, "email_verified": True}
    _server.is_down, _server.published = False, {}
    return _server


@pytest.fixture
def house_of(server, make_app):
    return make_app(oidc_issuer=server.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)


def there_and_back(server, browser, start=OIDC):
    return browser.get(server.authorize(browser.get(start).location))


def test_the_provider_lets_a_member_of_staff_in(server, house_of):
    browser = house_of.test_client()
    page = browser.get(f"{SIGN_IN}?next=/console/comptes/").text
    link = re.search(r'href="(/console/connexion/oidc[^"]*)"', page)
    assert link and "Se connecter avec 127.0.0.1" in page
    answer = there_and_back(server, browser, link[1])
    assert (answer.status_code, answer.location) == (303, "/console/comptes/")
    assert browser.get("/console/comptes/").status_code == 200
    assert browser.get("/console/agents/").status_code == 403, "the role is the console's own"


def test_a_password_serves_as_before(house_of, agent):
    browser = house_of.test_client()
    page = browser.get(SIGN_IN).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    facts = {"csrf_token": token[1], "email": agent.email, "password": people.STAFF_PASSWORD}
    assert browser.post(SIGN_IN, data=facts).location.startswith("/console/connexion/code")


def test_without_a_provider_there_is_no_such_address(client):
    assert "/oidc" not in client.get(SIGN_IN).text
    for address in (OIDC, f"{OIDC}/retour"):
        assert client.get(address).status_code == 404
    assert client.post(f"{OIDC}/deconnexion").status_code == 404


def test_one_factor_there_asks_for_the_code_here(server, house_of, agent):
    server.claims["acr"] = "eidas1"
    browser = house_of.test_client()
    assert there_and_back(server, browser).location.startswith("/console/connexion/code")
    assert browser.get("/console/").location.startswith("/console/connexion/code")


def test_who_has_no_second_factor_anywhere_enrols_one_before_anything(server, house_of):
    new, _ = staff.invite("nouvelle@example.org", name="Aline Neuve", role=Role.AGENT, actor=people.SYSTEM)
    server.claims |= {"acr": None, "sub": "subject-2"}
    server.person["email"] = new.email
    browser = house_of.test_client()
    browser.get(there_and_back(server, browser).location)
    assert browser.get("/console/connexion/code").location.startswith("/console/connexion/application")


def test_grave_acts_ask_the_provider_again_where_no_code_is_ours(server, house_of):
    new, _ = staff.invite("nouvelle@example.org", name="Aline Neuve", role=Role.ADMIN, actor=people.SYSTEM)
    server.claims |= {"sub": "subject-3", "auth_time": int(time.time()) - 3600}
    server.person["email"] = new.email
    browser = house_of.test_client()
    there_and_back(server, browser)
    grave = "/console/agents/new/"
    detour = browser.get(grave).location
    assert detour.startswith("/console/connexion/code"), "given an hour ago, it opens nothing grave"
    again = browser.get(detour).location
    assert again.startswith(OIDC)
    away = browser.get(again).location
    assert "prompt=login" in away
    del server.claims["auth_time"]
    back = browser.get(server.authorize(away))
    assert back.location == grave and browser.get(grave).status_code == 200


@pytest.mark.parametrize("case", ["stranger", "forged", "no departure", "refused there"])
def test_who_may_not_come_in_is_told_no_more_than_that(server, house_of, case):
    browser = house_of.test_client()
    there = browser.get(OIDC).location
    back = server.authorize(there)
    if case == "stranger":
        server.person["email"] = "inconnue@example.org"
    elif case == "forged":
        back = back.replace("state=", "state=x")
    elif case == "no departure":
        browser = house_of.test_client()
    else:
        state = parse_qs(urlsplit(there).query)["state"][0]
        back = f"{OIDC}/retour?error=access_denied&error_description=<b>no</b>&state={state}"
    answer = browser.get(back)
    assert answer.status_code == 403 and "Connexion refusée" in answer.text and "<b>no" not in answer.text
    assert browser.get("/console/").location.startswith(SIGN_IN)
    assert browser.get(back).status_code == 403, "nor at a second try"


def test_an_answer_serves_once(server, house_of):
    browser = house_of.test_client()
    back = server.authorize(browser.get(OIDC).location)
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_a_provider_that_is_gone_leaves_the_password(server, make_app):
    server.is_down = True
    other = make_app(oidc_issuer=server.issuer, oidc_client_id="another", oidc_client_secret=SECRET)
    browser = other.test_client()
    answer = browser.get(OIDC)
    assert answer.status_code == 503 and "ne répond pas" in answer.text and SIGN_IN in answer.text
    assert browser.get(SIGN_IN).status_code == 200


def test_the_provider_signs_out_what_it_signed_in(server, house_of, agent):
    browser = house_of.test_client()
    there_and_back(server, browser)
    forged = house_of.test_client().post(f"{OIDC}/deconnexion", data={"logout_token": "x.y.z"})
    assert forged.status_code == 400 and browser.get("/console/").status_code == 200
    answer = house_of.test_client().post(
        f"{OIDC}/deconnexion", data={"logout_token": server.logout_token(sid="there-1")}
    )
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert browser.get("/console/").location.startswith(SIGN_IN)
    assert "sessions-ended" in actions()
    assert not db.session.scalar(db.select(db.func.count()).where(Session.agent_id == agent.id))


def test_the_provider_signs_out_whoever_gave_our_code_besides(server, house_of, agent):
    server.claims["acr"] = "eidas1"
    browser = house_of.test_client()
    there = there_and_back(server, browser).location
    answer = browser.post(
        there, data={"csrf_token": token_of(browser.get(there)), "otp": people.code_of(agent)}
    )
    assert answer.status_code == 303 and browser.get("/console/").status_code == 200
    ended = house_of.test_client().post(f"{OIDC}/deconnexion", data={"logout_token": server.logout_token()})
    assert ended.status_code == 200 and browser.get("/console/").location.startswith(SIGN_IN)


@pytest.fixture
def asks_anew(server, house_of, monkeypatch):
    """The console, once it has asked for what the provider publishes by now."""

    def ask(**published):
        server.published = published
        known = Published(lambda: read_metadata(server.issuer))
        monkeypatch.setattr(house_of.extensions["bascule.provider"], "_metadata", known)
        return house_of

    return ask


def leave(browser):
    """Signs out of the console by its button."""
    page = browser.get("/console/comptes/")
    return browser.post("/console/deconnexion", data={"csrf_token": token_of(page)})


def test_who_signs_out_here_is_led_on_to_sign_out_there_and_back_to_our_door(server, asks_anew):
    browser = asks_anew(end_session_endpoint=f"{server.issuer}/logout?realm=staff").test_client()
    there_and_back(server, browser)
    answer = leave(browser)
    assert answer.status_code == 200 and browser.get("/console/").location.startswith(SIGN_IN)
    way = urlsplit(answer.headers["Refresh"].removeprefix("0; url="))
    wanted = {name: values[0] for name, values in parse_qs(way.query).items()}
    assert f"{way.scheme}://{way.netloc}{way.path}" == f"{server.issuer}/logout"
    assert (wanted["realm"], wanted["client_id"]) == ("staff", CLIENT)
    claims = json.loads(base64.urlsafe_b64decode(wanted["id_token_hint"].split(".")[1] + "=="))
    assert (claims["sub"], claims["aud"]) == ("subject-1", CLIENT)
    back = urlsplit(wanted["post_logout_redirect_uri"]).path
    assert back == f"{OIDC}/sortie"
    door = browser.get(f"{back}?state={wanted['state']}")
    assert (door.status_code, door.location) == (303, SIGN_IN)
    assert "ici et chez 127.0.0.1" in browser.get(SIGN_IN).text


@pytest.mark.parametrize("state", ["", "?state=", "?state=x", "?state=%C3%A9"])
def test_nobody_is_told_that_they_signed_out_who_did_not_leave_for_it(server, asks_anew, state):
    app = asks_anew(end_session_endpoint=f"{server.issuer}/logout")
    browser = app.test_client()
    for _ in range(2):
        answer = browser.get(f"{OIDC}/sortie{state}")
        assert (answer.status_code, answer.location) == (303, SIGN_IN)
        assert "ici et chez" not in browser.get(SIGN_IN).text
        there_and_back(server, browser)
        leave(browser)


@pytest.mark.parametrize("case", ["no such place", "a place in the clear", "not legible", "gone"])
def test_the_session_here_ends_whatever_there_is_at_the_provider(server, asks_anew, case):
    places = {"a place in the clear": "ftp://elsewhere/logout", "not legible": f"{server.issuer}/lo\ngout"}
    published = {"end_session_endpoint": places[case]} if case in places else {}
    browser = asks_anew(**published).test_client()
    there_and_back(server, browser)
    if case == "gone":
        server.is_down = True
        asks_anew()
    answer = leave(browser)
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert browser.get("/console/").location.startswith(SIGN_IN)


def test_who_came_by_password_leaves_by_our_door(server, asks_anew, agent):
    browser = people.browser(asks_anew(end_session_endpoint=f"{server.issuer}/logout"), agent)
    assert leave(browser).location == SIGN_IN


def test_what_the_provider_said_waits_encrypted_and_for_whoever_gave_our_code(server, asks_anew, agent):
    server.claims["acr"] = "eidas1"
    browser = asks_anew(end_session_endpoint=f"{server.issuer}/logout").test_client()
    there = there_and_back(server, browser).location
    browser.post(there, data={"csrf_token": token_of(browser.get(there)), "otp": people.code_of(agent)})
    rows = db.session.scalars(db.select(Session).where(Session.agent_id == agent.id)).all()
    assert rows and not any("eyJ" in json.dumps(row.data) for row in rows)
    assert "id_token_hint=eyJ" in leave(browser).headers["Refresh"]


def token_of(page):
    """The token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def real_provider(tmp_path_factory):
    """The server of oidc-provider-mock, which is Authlib's: a process of its own, which chooses its port."""
    log = tmp_path_factory.mktemp("provider") / "log"
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0"]
    environ = {**os.environ, "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environ)
    try:
        yield listening(process, log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listening(process, log):
    """The address that it says it serves, once it does."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", log.read_text()):
            return found[1]
        assert process.poll() is None, log.read_text()[-800:]
        time.sleep(0.1)
    pytest.fail("the provider never answered")


def test_a_provider_of_others_making_lets_in_whom_it_knows(real_provider, make_app, agent):
    app = make_app(oidc_issuer=real_provider, oidc_client_id=CLIENT, oidc_client_secret="secret")
    facts = {"sub": "carole", "email": agent.email, "email_verified": True}
    httpx.put(f"{real_provider}/users/carole", json=facts).raise_for_status()
    browser = app.test_client()
    there = browser.get(OIDC).location
    back = urlsplit(httpx.post(there, data={"sub": "carole"}).headers["Location"])
    answer = browser.get(f"{back.path}?{back.query}")
    assert answer.location.startswith("/console/connexion/code"), "it says nothing of a second factor"
    db.session.expire_all()
    assert db.session.get(staff.Agent, agent.id).provider_subject == "carole"
    assert browser.get(f"{OIDC}/retour?{urlencode({'code': 'x', 'state': 'y'})}").status_code == 403
