"""A look at the portal in a person's place: begun with a reason, ended by each of its ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest

from models import accounts, staff
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff.viewings import Impersonation
from tests.support import people, road_works
from tests.support.looking import REASON, begin, everything
from tests.support.records import events


def leave(client: Any) -> Any:
    token = people.csrf(client, "/tableau-de-bord")
    return client.post("/vue/quitter", data={"csrf_token": token})


def test_a_reason_is_asked(browser, agent, account):
    client = browser(agent)
    assert begin(client, account, reason=" ").status_code == 422
    assert events("seen-as") == []


def test_a_look_is_traced_with_its_reason_and_told_to_the_company(look, browser, agent, account):
    (event,) = events("seen-as")
    assert (event.actor_kind, event.actor_id) == ("agent", agent.id)
    assert (event.subject_kind, event.subject_id, event.company_id) == (
        "account",
        account.id,
        account.company_id,
    )
    assert event.detail.reason == REASON and event.request_id
    assert leave(look).location == f"/console/comptes/details/?id={account.id}"
    assert len(events("seen-as-ended")) == 1
    words = "Portail vu à la place de la personne"
    theirs = browser(account).get("/mon-compte").text
    assert theirs.count(words) == 1 and agent.name not in theirs
    own = browser(agent).get(f"/console/comptes/details/?id={account.id}").text
    assert words in own and REASON in own


def test_leaving_ends_it_for_good(look):
    cookie = look.get_cookie("bascule-vue").value
    leave(look)
    assert look.get("/tableau-de-bord").location.startswith("/connexion")
    look.set_cookie("bascule-vue", cookie)
    assert look.get("/tableau-de-bord").location == "/vue/terminee"


def test_a_quarter_of_an_hour_later_it_is_over_and_no_form_acts_as_anybody(look, app, account, clock):
    mine = people.active()
    look.set_cookie("bascule", people.browser(app, mine).get_cookie("bascule").value)
    clock.shift(timedelta(minutes=15))
    before = everything()
    answer = look.post("/mon-compte/deconnecter-partout")
    assert (answer.status_code, answer.location) == (303, "/vue/terminee")
    assert look.get_cookie("bascule-vue") is None
    assert everything() == before
    assert "La vue est terminée" in look.get("/vue/terminee").text


def test_whoever_leaves_too_late_is_told_that_it_is_over(look, clock):
    token = people.csrf(look, "/tableau-de-bord")
    clock.shift(timedelta(minutes=16))
    assert look.post("/vue/quitter", data={"csrf_token": token}).location == "/vue/terminee"


def test_signing_out_of_the_console_ends_it(look):
    token = people.csrf(look, "/console/mon-compte")
    look.post("/console/deconnexion", data={"csrf_token": token})
    assert look.get("/tableau-de-bord").location == "/vue/terminee"


def test_an_agent_who_is_disabled_sees_nothing_more(look, agent, admin):
    staff.disable(agent, actor=Actor.of_agent(admin))
    assert look.get("/tableau-de-bord").location == "/vue/terminee"


def test_an_account_that_is_suspended_is_seen_no_more(look, agent, account):
    accounts.suspend(account, reason="Un doute", actor=Actor.of_agent(agent))
    assert look.get("/mon-compte").location == "/vue/terminee"


def test_the_last_sign_in_of_the_person_is_not_touched(look, account):
    db.session.refresh(account)
    before = account.last_seen_at
    look.get("/tableau-de-bord")
    db.session.rollback()
    db.session.refresh(account)
    assert account.last_seen_at == before


def test_the_address_that_lets_in_serves_once(browser, agent, account, app):
    client = browser(agent)
    address = begin(client, account).location
    assert client.get(address).location == "/tableau-de-bord"
    stranger = app.test_client()
    assert stranger.get(address).location == "/vue/terminee"
    assert stranger.get("/tableau-de-bord").location.startswith("/connexion")


def test_an_account_not_yet_active_has_no_view(browser, agent):
    pending = people.pending()
    client = browser(agent)
    page = client.get(f"/console/comptes/details/?id={pending.id}").text
    assert "le portail ne lui montre rien" in page
    assert begin(client, pending).status_code == 422


def test_an_administrator_is_offered_none(browser, admin, account):
    client = browser(admin)
    assert "Voir à sa place" not in client.get(f"/console/comptes/details/?id={account.id}").text
    assert client.get(f"/console/comptes/{account.id}/voir").status_code == 403
    assert db.session.scalar(db.select(db.func.count()).select_from(Impersonation)) == 0


def test_with_a_host_of_its_own_the_console_leads_to_the_portals_and_back(make_app, agent, account):
    site = make_app(public_url="https://portail.example.org", console_url="https://bascule.example.org")
    there = {"base_url": "https://portail.example.org"}
    here = {"base_url": "https://bascule.example.org"}
    client = people.browser(site, agent)
    address = f"/console/comptes/{account.id}/voir"
    page = client.get(address, **here)
    hosts = "form-action 'self' https://portail.example.org https://bascule.example.org;"
    assert hosts in page.headers["Content-Security-Policy"]
    data = {"reason": REASON, "csrf_token": token_of(page)}
    entry = client.post(address, data=data, **here).location
    assert entry.startswith("https://portail.example.org/vue/")
    answer = client.get(entry.removeprefix("https://portail.example.org"), **there)
    assert answer.location == "/tableau-de-bord"
    kept = client.get_cookie("__Host-bascule-vue", domain="portail.example.org")
    assert kept is not None and kept.secure and kept.http_only and kept.path == "/"
    page = client.get("/tableau-de-bord", **there)
    assert "b-looking" in page.text
    answer = client.post("/vue/quitter", data={"csrf_token": token_of(page)}, **there)
    assert answer.location == f"https://bascule.example.org/console/comptes/details/?id={account.id}"


def token_of(page: Any) -> str:
    return str(lxml.html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0])


def test_a_call_and_an_attachment_lead_to_it_too(browser, agent, admin, account):
    bound = road_works.held(account)
    way = f"/console/comptes/{account.id}/voir"
    for address in (
        f"/console/migration/?compte={account.id}",
        f"/console/rattachements/details/?id={bound.id}",
    ):
        assert way in browser(agent).get(address).text, address
        assert way not in browser(admin).get(address).text, address


@pytest.mark.parametrize("address", ["/static/x", "/static/bascule.css", "/static/", "/sante", "/nulle-part"])
def test_a_file_is_served_or_missing_whoever_looks(look: Any, address: str) -> None:
    assert look.get(address).status_code in (200, 404)
    look.set_cookie("bascule-vue", "no-look-at-all")
    assert look.get(address).status_code in (200, 303, 404)


def test_a_session_of_the_portal_in_the_same_browser_waits_and_comes_back(app, agent, account):
    mine = people.active()
    client = people.browser(app, agent)
    own = people.browser(app, mine).get_cookie("bascule")
    client.set_cookie("bascule", own.value)
    assert mine.full_name in client.get("/tableau-de-bord").text
    client.get(begin(client, account).location)
    seen = client.get("/tableau-de-bord").text
    assert account.full_name in seen and mine.full_name not in seen
    leave(client)
    assert mine.full_name in client.get("/tableau-de-bord").text
    assert client.get_cookie("bascule").value == own.value
