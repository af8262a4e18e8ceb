"""Staff see the portal in a person's place: in a frame, for a while, and the server lets them only look."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from models import documents, road_openings
from models.accounts import ProAccount
from models.attachments.visibility import list_attachments_seen_by
from models.kernel.actors import Actor
from tests.support import people, road_works
from tests.support.looking import everything
from tests.support.records import events
from views import access
from views.access import Opening

WRITES = ("POST", "PUT", "PATCH", "DELETE")
ON_THE_WAY = {"portal.view_enter", "portal.view_leave", "portal.view_over"}


@pytest.fixture
def rows(app: Any, account: ProAccount) -> dict[str, Any]:
    """What the account holds, under the names that addresses use."""
    actor = Actor.of_account(account)
    bound = road_works.held(account)
    draft = road_works.drafted(account, bound)
    kept = documents.store("plan.png", road_works.PNG, actor=actor)
    road_openings.change(draft, road_works.works(), attachment=bound, documents=[kept], actor=actor)
    return {
        "id": bound.id, "reference": draft.reference, "document": kept.id, "kind": "voirie",
        "account_type": "pro", "token": "jamais-envoye",
        "key": "jamais-envoye",
    }  # fmt: skip


def addresses(app: Any, rows: dict[str, Any], *methods: str) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of everything that the portal serves by these methods."""
    found = []
    for rule in app.url_map.iter_rules():
        if (
            access.is_console(rule.rule)
            or access.is_api(rule.rule)
            or access.rules(app)[rule.endpoint].opening is Opening.MACHINE
        ):
            continue
        values = {name: rows[name] for name in rule.arguments}
        if "documents" in rule.rule:
            values["id"] = rows["document"]
        for method in sorted(set(methods) & (rule.methods or set())):
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            found.append((rule.endpoint, method, address))
    return found


# -- what may be done: to look


def test_nothing_of_the_portal_can_be_changed_by_whoever_looks(app, look, rows):
    token = people.csrf(look, "/aide")
    before, paths = everything(), addresses(app, rows, *WRITES)
    assert len(paths) > 25
    for endpoint, method, address in paths:
        if endpoint in ON_THE_WAY:
            continue
        for data in ({}, {"csrf_token": token}):
            answer = look.open(address, method=method, data=data)
            assert answer.status_code == 403, (method, address, answer.status_code)
            assert "Cette vue est en lecture seule" in answer.text, address
            assert "b-looking" in answer.text, "in the frame"
    assert everything() == before


def test_methods_that_an_address_does_not_even_take_are_refused_alike(look, rows):
    for method in WRITES:
        for address in ("/tableau-de-bord", "/nulle-part", "/demarches/voirie/autorisations"):
            assert look.open(address, method=method).status_code == 403, (method, address)


def test_nothing_that_is_looked_at_writes_anything(app, look, rows, account):
    before, seen = everything(), 0
    for endpoint, _, address in addresses(app, rows, "GET"):
        if endpoint not in ON_THE_WAY:
            answer = look.get(address)
            assert answer.status_code < 500, address
            seen += answer.status_code == 200
    assert seen > 15, "the pages are there"
    assert everything() == before
    assert [e.actor_kind for e in events("refused")].count("account") == 0


def test_what_only_the_person_may_read_is_closed(app, look, rows):
    closed = [e for e, rule in access.rules(app).items() if rule.own_hands]
    assert set(closed) == {
        "portal.change_password", "portal.change_email", "portal.erase", "portal.export",
        "portal.mandate_copy", "portal.mandate_paper",
        "portal.attestation", "portal.request_document", "portal.request_order", "portal.session",
        "portal.second_factor",
        "portal.give_code", "portal.renew_codes", "portal.turn_off_second_factor", "portal.sessions",
        "portal.history", "portal.merge_accounts", "portal.finish_merge",
    }  # fmt: skip
    for endpoint, _, address in addresses(app, rows, "GET"):
        if endpoint in closed:
            answer = look.get(address)
            assert answer.status_code == 403, address
            assert answer.mimetype == "text/html" and "Cette vue est en lecture seule" in answer.text


def test_no_field_for_a_password_or_a_code_can_be_filled(app, look, rows):
    for _, _, address in addresses(app, rows, "GET"):
        if address.startswith("/vue/"):
            continue
        answer = look.get(address)
        if answer.mimetype != "text/html" or not answer.text:
            continue
        page = lxml.html.fromstring(answer.text)
        open_ = "[not(ancestor::fieldset[@disabled])]"
        assert not page.xpath(f"//form[@method='post'][not(@data-leave)]//button{open_}"), address
        secret = "//input[@type='password' or @name='access_code' or @name='otp']"
        assert not page.xpath(secret + open_), address


def test_lists_can_be_searched(look, rows):
    page = lxml.html.fromstring(look.get("/demarches/voirie/autorisations").text)
    assert page.xpath("//form[not(@method='post')]//input[not(ancestor::fieldset[@disabled])]")


def test_a_refusal_is_told_of_the_agent(look, agent, account):
    look.post("/deconnexion")
    (event,) = events("refused")
    assert (event.actor_kind, event.actor_id, event.subject_kind) == ("agent", agent.id, "agent")
    assert event.company_id == account.company_id
    assert event.detail.reason == "see-as POST /deconnexion"


# -- whose view it is


def test_every_page_says_whose_view_it_is_by_whom_and_until_when(look, agent, account, rows):
    for address in ("/tableau-de-bord", "/mon-compte", "/aide", "/cgu", "/nulle-part", "/connexion"):
        text = " ".join(lxml.html.fromstring(look.get(address).text).xpath("string(//section[1])").split())
        assert account.full_name in text and account.identifier in text, address
        assert agent.name in text and "en lecture seule" in text and "Quitter la vue" in text, address


def test_the_portal_is_seen_as_the_person_sees_it(look, browser, account, rows):
    theirs, seen = browser(account).get("/tableau-de-bord"), look.get("/tableau-de-bord")
    title = list_attachments_seen_by(account)[0].concession.title
    assert title in theirs.text and title in seen.text


def test_the_person_is_no_referent_of_what_others_hold(look, account):
    other = people.active(company=people.facts(siret=account.company.siret))
    mine = road_works.held(other)
    assert look.get(f"/rattachements/{mine.id}/referents").status_code == 404
    assert mine.concession.title not in look.get("/tableau-de-bord").text


def test_another_company_cannot_be_reached_from_a_look(look):
    theirs = people.active()
    filed = road_works.filed(theirs)
    assert look.get(f"/demarches/voirie/autorisations/{filed.reference}").status_code == 404
    assert look.get(f"/vue/{theirs.id}").location == "/vue/terminee"
    assert theirs.full_name not in look.get("/tableau-de-bord").text


def test_the_looks_cookie_is_not_a_session_and_a_session_is_no_look(app, look, account):
    look_cookie = look.get_cookie("bascule-vue")
    assert look_cookie.http_only and look_cookie.path == "/" and look_cookie.max_age == 900
    other = app.test_client()
    other.set_cookie("bascule", look_cookie.value)
    assert other.get("/tableau-de-bord").status_code == 303
    mine = people.browser(app, account)
    other.set_cookie("bascule-vue", mine.get_cookie("bascule").value)
    assert other.get("/tableau-de-bord").location == "/vue/terminee"


def test_the_console_stays_the_agents_own(look, agent):
    assert look.get("/console/comptes/").status_code == 200
    assert agent.name in look.get("/console/comptes/").text
    assert "b-looking" not in look.get("/console/comptes/").text
