"""Every address × everybody who may ask: nothing is open unless a rule says so."""

from __future__ import annotations

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from models.audit import AuditEvent
from models.kernel.base import db
from models.permissions import Permission, Role, allows
from tests.support import people
from views import access
from views.access import Opening

MACHINE_PAGES = {"static", "bootstrap", "labels", "alive", "health", "metrics", "api.description"} | {
    "backoffice.signed_out_there"
}


def addresses(app, console):
    """Each rule behind one door, with a plausible address and a method it takes."""
    for rule in app.url_map.iter_rules():
        if access.is_console(rule.rule) != console or rule.endpoint in MACHINE_PAGES:
            continue
        if access.is_api(rule.rule):
            continue  # opened by keys: tests/views/access/test_bearer.py
        values = {name: plausible(rule._converters[name]) for name in rule.arguments}
        method = "GET" if "GET" in rule.methods else "POST"
        yield rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values, method=method), method


def plausible(converter):
    """A value that the converter of an address accepts."""
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, IntegerConverter) else "voirie"


def ask(client, method, address):
    return client.open(address, method=method)


def test_every_address_has_a_rule(app):
    undeclared = [endpoint for endpoint, rule in access.rules(app).items() if rule is None]
    assert undeclared == []


def test_machines_are_the_only_ones_for_whom_nobody_is_looked_up(app):
    machines = {e for e, rule in access.rules(app).items() if rule.opening is Opening.MACHINE}
    assert machines == MACHINE_PAGES


def test_public_addresses_are_those_that_nobody_can_be_signed_in_for(app):
    public = {e for e, rule in access.rules(app).items() if rule.opening is Opening.PUBLIC}
    console = {e for e in public if access.is_console(next(app.url_map.iter_rules(e)).rule)}
    doors = {
        "backoffice.sign_in",
        "backoffice.provider",
        "backoffice.provider_answer",
        "backoffice.left_provider",
    }
    assert console <= {*doors, "backoffice.invitation", "backoffice.display"}
    forbidden = ("dashboard", "attach", "detach", "account_", "referent", "requests", "export", "erase")
    assert [e for e in public if any(word in e for word in forbidden)] == []


def test_a_visitor_is_sent_to_the_sign_in_from_every_closed_address(app, browser):
    client, declared = browser(), access.rules(app)
    for console, sign_in in ((True, "/console/connexion"), (False, "/connexion")):
        for endpoint, address, method in addresses(app, console):
            if declared[endpoint].opening is Opening.PUBLIC:
                continue
            answer = ask(client, method, address)
            assert answer.status_code == 303, (endpoint, answer.status_code)
            assert answer.location.startswith(f"{sign_in}?next=%2F"), (endpoint, answer.location)


@pytest.mark.parametrize("role", list(Role))
def test_staff_pass_where_their_role_may_and_nowhere_else(app, browser, role):
    client, declared = browser(people.staff(role)), access.rules(app)
    for endpoint, address, method in addresses(app, console=True):
        rule = declared[endpoint]
        if rule.opening is Opening.PUBLIC or endpoint == "backoffice.sign_out":
            continue
        answer = ask(client, method, address)
        if rule.opening is Opening.PERMISSION and not allows(role, rule.permission):
            assert answer.status_code == 403, (endpoint, role, answer.status_code)
        else:
            assert answer.status_code != 403, (endpoint, role)
            assert "/connexion" not in (answer.location or ""), (endpoint, role, answer.location)


def test_a_company_has_no_key_to_the_console_nor_staff_to_the_portal(app, browser, account, agent):
    declared = access.rules(app)
    for client, console in ((browser(account), True), (browser(agent), False)):
        for endpoint, address, method in addresses(app, console):
            if declared[endpoint].opening is not Opening.PUBLIC:
                answer = ask(client, method, address)
                assert answer.status_code == 303, (endpoint, answer.status_code)
                assert "/connexion?next=" in answer.location


def test_a_company_passes_on_the_whole_portal(app, browser, account):
    client, declared = browser(account), access.rules(app)
    for endpoint, address, method in addresses(app, console=False):
        if declared[endpoint].opening is Opening.PUBLIC or endpoint == "portal.sign_out":
            continue
        answer = ask(client, method, address)
        assert answer.status_code != 403, endpoint
        assert not (answer.location or "").startswith("/connexion"), endpoint


def test_whoever_has_not_given_the_second_factor_reaches_nothing(app, browser, admin, account):
    from models.kernel.access.sessions import open_
    from models.kernel.actors import Site

    halves = {
        Site.BACKOFFICE: ("/console", "bascule-console", open_(Site.BACKOFFICE, agent=admin, pending=True)),
        Site.PORTAL: ("", "bascule", open_(Site.PORTAL, account=account, pending=True)),
    }
    declared = access.rules(app)
    for site, (path, cookie, secret) in halves.items():
        client = browser()
        value = app.session_interface.signer(site).dumps({"secret": secret})
        client.set_cookie(cookie, value, path=path or "/")
        for endpoint, address, method in addresses(app, console=site is Site.BACKOFFICE):
            if declared[endpoint].opening in (Opening.PUBLIC, Opening.HALFWAY):
                continue
            answer = ask(client, method, address)
            assert answer.status_code == 303, endpoint
            assert answer.location.startswith(f"{path}/connexion/code?next="), (endpoint, answer.location)


def test_grave_acts_ask_the_second_factor_again(app, browser):
    grave = {e for e, rule in access.rules(app).items() if rule.fresh}
    clients = {role: browser(people.staff(role), fresh=False) for role in Role}
    for endpoint, address, method in addresses(app, console=True):
        if endpoint in grave:
            permission = access.rules(app)[endpoint].permission
            role = next(role for role in Role if allows(role, permission))
            answer = ask(clients[role], method, address)
            assert answer.status_code == 303, endpoint
            assert answer.location.startswith("/console/connexion/code?next="), endpoint
    managing = {e for e, r in access.rules(app).items() if r.permission is Permission.MANAGE_STAFF}
    assert managing, "the management of staff is served"


def test_a_refusal_leaves_an_event(app, browser, agent):
    closed = next(
        (address, method)
        for endpoint, address, method in addresses(app, console=True)
        if access.rules(app)[endpoint].permission is Permission.MANAGE_STAFF
    )
    assert ask(browser(agent), closed[1], closed[0]).status_code == 403
    db.session.rollback()
    last = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert last.action == "refused"
    assert (last.actor_kind, last.actor_id, last.role) == ("agent", agent.id, "agent")
    assert "manage-staff" in last.detail.reason


@pytest.mark.parametrize(
    "address", ["/console", "/console/", "/console/nulle-part", "/console/comptes/details/?id=x"]
)
def test_any_console_address_known_or_not_sends_a_visitor_to_the_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.location.startswith("/console/connexion?next=")


@pytest.mark.parametrize("door", ["portal", "backoffice"])
def test_a_door_that_is_not_served_answers_404(make_app, door):
    client = make_app(doors=(door,)).test_client()
    closed = {
        "portal": ("/console/", "/console/connexion", "/console/comptes/"),
        "backoffice": ("/", "/connexion", "/tableau-de-bord", "/creer-un-compte/pro"),
    }[door]
    for address in closed:
        assert client.get(address).status_code == 404, address
    assert client.get("/sante").status_code == 200
