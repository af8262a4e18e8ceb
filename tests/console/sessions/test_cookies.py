"""Two cookies, one for each site; rotated, killed, never recreated."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select

from models.kernel.access.sessions import Session
from models.kernel.base import db
from tests.support import people


def rows():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Session))


def cookies(client):
    return {cookie.decoded_key: cookie for cookie in client._cookies.values()}


def sign_in(client, account):
    data = {
        "identifier": account.identifier,
        "password": people.PRO_PASSWORD,
        "csrf_token": people.csrf(client, "/connexion"),
    }
    return client.post("/connexion", data=data)


def sign_in_staff(client, agent):
    data = {
        "email": agent.email,
        "password": people.STAFF_PASSWORD,
        "csrf_token": people.csrf(client, "/console/connexion"),
    }
    return client.post("/console/connexion", data=data)


def give_code(client, agent):
    data = {"otp": people.code_of(agent), "csrf_token": people.csrf(client, "/console/connexion/code")}
    return client.post("/console/connexion/code", data=data)


def test_a_passing_visitor_leaves_no_row(client):
    for address in ("/", "/connexion", "/console/connexion", "/nulle-part"):
        client.get(address)
    assert rows() == 0


def test_a_file_sets_no_cookie_and_asks_no_database(app, browser, account):
    client = browser(account)
    seen = []

    def note(*all):
        seen.append(all[2])

    event.listen(db.engine, "before_cursor_execute", note)
    answer = client.get("/static/bascule.css")
    event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert seen == []


def test_signing_in_rotates_the_session_and_the_csrf_secret(client, account):
    before = people.csrf(client, "/connexion")
    assert sign_in(client, account).location == "/tableau-de-bord"
    first = cookies(client)["bascule"].value
    assert client.get("/tableau-de-bord").status_code == 200
    refused = client.post("/deconnexion", data={"csrf_token": before})
    assert refused.status_code == 400
    assert client.get("/tableau-de-bord").status_code == 200
    client.post("/deconnexion", data={"csrf_token": people.csrf(client, "/tableau-de-bord")})
    sign_in(client, account)
    assert cookies(client)["bascule"].value != first
    assert rows() == 1


def test_an_old_cookie_is_dead_after_signing_out(app, client, account):
    sign_in(client, account)
    old = cookies(client)["bascule"].value
    answer = client.post("/deconnexion", data={"csrf_token": people.csrf(client, "/tableau-de-bord")})
    assert answer.status_code == 303
    thief = app.test_client()
    thief.set_cookie("bascule", old)
    assert thief.get("/tableau-de-bord").status_code == 303
    assert rows() == 0


def test_a_killed_session_is_not_recreated_by_a_request_that_was_under_way(app, client, account):
    from models.kernel.access import sessions
    from models.kernel.actors import Site

    sign_in(client, account)
    secret = app.session_interface.signer(Site.PORTAL).loads(cookies(client)["bascule"].value)["secret"]
    with app.test_request_context(
        "/tableau-de-bord", headers={"Cookie": f"bascule={cookies(client)['bascule'].value}"}
    ):
        from flask import session

        assert session.person.id == account.id
        session["draft"] = {"kept": True}
        sessions.end(Site.PORTAL, secret)
        app.session_interface.save_session(app, session._get_current_object(), app.response_class())
    assert rows() == 0
    assert client.get("/tableau-de-bord").status_code == 303


def test_a_forged_or_foreign_cookie_opens_nothing(app, client, account, agent):
    sign_in(client, account)
    value = cookies(client)["bascule"].value
    # Not the last character: some of its bits are padding.
    for forged in (value[:-5] + ("A" if value[-5] != "A" else "B") + value[-4:], "x", "é", "a" * 3000, ""):
        other = app.test_client()
        other.set_cookie("bascule", forged)
        assert other.get("/tableau-de-bord").status_code == 303
    # The portal's cookie under the console's name is signed for another site.
    other = app.test_client()
    other.set_cookie("bascule-console", value, path="/console")
    assert other.get("/console/").status_code == 303


def test_staff_and_company_in_one_browser_know_nothing_of_each_other(client, account, agent):
    sign_in(client, account)
    sign_in_staff(client, agent)
    give_code(client, agent)
    assert client.get("/console/").status_code == 200
    assert client.get("/tableau-de-bord").status_code == 200
    jar = cookies(client)
    assert (jar["bascule"].path, jar["bascule-console"].path) == ("/", "/console")
    client.post("/console/deconnexion", data={"csrf_token": people.csrf(client, "/console/")})
    assert client.get("/console/").status_code == 303
    assert client.get("/tableau-de-bord").status_code == 200


def test_the_second_factor_is_asked_once_per_browser_and_day(app, client, agent, clock):
    assert sign_in_staff(client, agent).location.startswith("/console/connexion/code")
    assert client.get("/console/").location.startswith("/console/connexion/code?next=")
    assert give_code(client, agent).location == "/console/"
    client.post("/console/deconnexion", data={"csrf_token": people.csrf(client, "/console/")})
    assert sign_in_staff(client, agent).location == "/console/"
    assert sign_in_staff(app.test_client(), agent).location.startswith("/console/connexion/code")
    clock.shift(25 * 3600)
    assert sign_in_staff(client, agent).location.startswith("/console/connexion/code")


def test_somebody_elses_trusted_browser_is_not_mine(client, agent, supervisor):
    sign_in_staff(client, agent)
    give_code(client, agent)
    client.post("/console/deconnexion", data={"csrf_token": people.csrf(client, "/console/")})
    assert sign_in_staff(client, supervisor).location.startswith("/console/connexion/code")


def test_reading_pages_writes_at_most_once_a_minute(app, browser, account, clock):
    client, writes = browser(account), []

    def note(*all):
        if all[2].startswith(("UPDATE", "INSERT", "DELETE")):
            writes.append(all[2])

    event.listen(db.engine, "before_cursor_execute", note)
    for _ in range(3):
        client.get("/tableau-de-bord")
    assert writes == []
    clock.shift(61)
    client.get("/tableau-de-bord")
    client.get("/tableau-de-bord")
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(writes) == 1
    assert "sessions" in writes[0]


def test_messages_that_nobody_reads_do_not_overflow_the_cookie(app):
    with app.test_request_context("/"):
        from flask import flash, session

        for number in range(100):
            flash(f"Message {number} " + "x" * 200)
        assert [text[:10] for _, text in session.to_carry()["_flashes"]] == [
            f"Message {n}" for n in range(96, 100)
        ]


def test_what_a_visitor_fills_in_is_kept_on_the_server(app, client):
    with app.test_request_context("/"):
        from flask import session

        assert session.record is None
        session["creation"] = {"siret": "20008495200015"}
        answer = app.response_class()
        app.session_interface.save_session(app, session._get_current_object(), answer)
    assert rows() == 1
    value = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    assert "20008495200015" not in value
    with app.test_request_context("/", headers={"Cookie": f"bascule={value}"}):
        from flask import session

        assert session.record is not None
        assert session["creation"] == {"siret": "20008495200015"}


@pytest.mark.parametrize(
    ("changes", "portal", "console"),
    [
        ({}, ("bascule", "/", False), ("bascule-console", "/console", False)),
        (
            {"public_url": "https://pro.example.org"},
            ("__Host-bascule", "/", True),
            ("__Secure-bascule-console", "/console", True),
        ),
        (
            {"public_url": "https://pro.example.org", "console_url": "https://agents.example.org"},
            ("__Host-bascule", "/", True),
            ("__Host-bascule-console", "/", True),
        ),
    ],
)
def test_cookies_are_named_after_what_a_browser_must_enforce(make_app, changes, portal, console):
    client = make_app(**changes).test_client()
    for address, (name, path, secure) in (("/connexion", portal), ("/console/connexion", console)):
        site = "console_url" if "console" in address else "public_url"
        origin = changes.get(site, changes.get("public_url", "http://localhost"))
        client.get(address, base_url=origin)
        cookie = cookies(client)[name]
        assert (cookie.path, cookie.secure, cookie.http_only, cookie.same_site) == (path, secure, True, "Lax")
        assert not cookie.domain or origin.endswith(f"//{cookie.domain}")


@pytest.mark.parametrize("address", ["/connexion", "/aide", "/nulle-part", "/console/connexion"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example.org"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_of_another_site_takes_no_cookie_away(client, address, headers):
    answer = client.post(address, data={"csrf_token": "x"}, headers=headers)
    assert answer.status_code >= 400 and answer.headers.getlist("Set-Cookie") == []
    assert client.get(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code < 500


def test_who_says_nothing_of_where_a_form_stood_gets_a_cookie_as_ever(client):
    assert client.post("/connexion").headers.getlist("Set-Cookie") != []
