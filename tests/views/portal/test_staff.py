"""Staff see the portal in a person's place: in a frame, for a while, and the server lets them only look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest

from models import accounts, documents, road_openings, staff
from models.accounts import ProAccount
from models.attachments.visibility import list_attachments_seen_by
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff.impersonation import Impersonation
from tests.support import people, road_works
from views import access
from views.access import Opening

REASON = "Elle ne retrouve pas sa demande."
WRITES = ("POST", "PUT", "PATCH", "DELETE")
ON_THE_WAY = {"portal.view_enter", "portal.view_leave", "portal.view_over"}


def begin(client: Any, account: ProAccount, reason: str = REASON) -> Any:
    """The answer of the console to an agent who asks to see the portal in this person's place."""
    address = f"/console/comptes/{account.id}/voir"
    data = {"reason": reason, "csrf_token": people.csrf(client, address)}
    return client.post(address, data=data)


@pytest.fixture
def look(browser: Any, agent: Any, account: ProAccount) -> Any:
    """A browser in which an agent looks at the portal in the account's place."""
    client = browser(agent)
    answer = client.get(begin(client, account).location)
    assert answer.location == "/tableau-de-bord"
    return client


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
        if access.is_console(rule.rule) or access.rules(app)[rule.endpoint].opening is Opening.MACHINE:
            continue
        values = {name: rows[name] for name in rule.arguments}
        if "documents" in rule.rule:
            values["id"] = rows["document"]
        for method in sorted(set(methods) & (rule.methods or set())):
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            found.append((rule.endpoint, method, address))
    return found


def everything() -> dict[str, list[Any]]:
    """All that the database holds, save the refusals that the trail tells, and the counts of all."""
    db.session.rollback()
    beside = ("audit_", "kept_counts", "count_changes")
    tables = {t.name: t for t in ProAccount.metadata.sorted_tables if not t.name.startswith(beside)}
    held = {name: sorted(map(repr, db.session.execute(t.select()))) for name, t in tables.items()}
    numbers = db.session.scalars(db.select(AuditEvent.sequence).where(AuditEvent.action != "refused"))
    return {**held, "events": sorted(numbers)}


def events(action: str) -> list[AuditEvent]:
    db.session.rollback()
    query = db.select(AuditEvent).filter_by(action=action).order_by(AuditEvent.sequence)
    return list(db.session.scalars(query))


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
        "portal.attestation", "portal.request_document", "portal.session", "portal.second_factor",
        "portal.give_code", "portal.renew_codes", "portal.turn_off_second_factor", "portal.sessions",
        "portal.history",
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


# -- begun with a reason, ended


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
