"""Role × scope × address: a key opens what its scopes name and its role allows, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.audit import AuditEvent
from models.kernel.base import db
from models.permissions import Role, allows
from models.staff import machines
from models.staff.machines import Scope, calls
from models.staff.machines.scopes import GRANTED_WITH, PERMISSIONS
from models.staff.machines.tables import ApiCalls
from tests.support.callers import ADMIN, Caller, caller, issued
from tests.support.records import count
from views import access
from views.access import Opening


def calls_of(app):
    """Every address that takes a key, with the method that it takes."""
    declared = access.rules(app)
    for rule in app.url_map.iter_rules():
        if declared[rule.endpoint].opening is Opening.KEY:
            method = "POST" if "POST" in rule.methods else "GET"
            yield (
                rule.endpoint,
                method,
                rule.rule.split("<")[0] + ("1" + rule.rule.split(">")[1] if "<" in rule.rule else ""),
            )


def test_every_address_of_the_room_takes_a_key_save_the_description(app):
    declared = access.rules(app)
    room = {rule.endpoint for rule in app.url_map.iter_rules() if access.is_api(rule.rule)}
    assert {endpoint for endpoint in room if declared[endpoint].opening is not Opening.KEY} == {
        "api.description"
    }
    assert {declared[endpoint].scope for endpoint in room} - {None} == set(Scope)


@pytest.mark.parametrize("role", list(Role))
def test_a_key_opens_what_its_scope_names_and_its_role_allows(app, role):
    declared = access.rules(app)
    programs = {scope: caller(app, role, [scope]) for scope in Scope}
    for endpoint, method, path in calls_of(app):
        for scope, program in programs.items():
            answer = program._open(path, method, **({"json": {}} if method == "POST" else {}))
            given = {scope, GRANTED_WITH.get(scope, scope)}
            may = declared[endpoint].scope in given and allows(role, PERMISSIONS[declared[endpoint].scope])
            assert (answer.status_code != 403) == may, (endpoint, role, scope, answer.status_code)
            assert answer.status_code in (200, 404, 422, 403)


def test_the_first_refused_call_of_a_day_and_address_leaves_an_event_and_each_is_counted(app, noon):
    program = caller(app, scopes=[Scope.ACCOUNTS_READ])
    for path in ("companies", "companies", "companies/1", "concessions", "companies"):
        assert program.get(path).status_code == 403
    refused = db.select(AuditEvent).filter_by(action="refused")
    assert len(db.session.scalars(refused).all()) == 3
    counts = db.session.execute(db.select(ApiCalls.operation, ApiCalls.calls)).all()
    assert ("refused list_companies", 3) in [tuple(row) for row in counts]
    noon.shift(timedelta(days=1))
    program.get("companies")
    assert len(db.session.scalars(refused).all()) == 4


def test_a_refused_call_leaves_an_event_with_the_scope_that_it_took(app):
    caller(app, scopes=[Scope.ACCOUNTS_READ]).get("companies")
    event = db.session.scalars(db.select(AuditEvent).filter_by(action="refused")).one()
    assert (event.actor_kind, event.subject_kind) == ("client", "client")
    assert event.detail.reason == "companies:read GET /api/v1/companies"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({}, "key-missing"),
        ({"Authorization": "Basic YTpi"}, "key-missing"),
        ({"Authorization": "Bearer "}, "key-missing"),
        ({"Authorization": "Bearer bascule_" + "x" * 43}, "key-unknown"),
        ({"Authorization": "Bearer " + "é" * 9}, "key-unknown"),
    ],
)
def test_nobody_comes_in_without_a_key(app, client, sent, kind):
    answer = client.get("/api/v1/companies", headers=sent)
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (401, f"urn:bascule:{kind}")
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_a_revoked_key_opens_nothing_from_the_next_call_on(app):
    key, secret = issued()
    program = Caller(app, secret)
    assert program.get("companies").status_code == 200
    machines.revoke(key, actor=ADMIN)
    answer = program.get("companies")
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (401, "urn:bascule:key-revoked")


def test_a_key_opens_nothing_after_its_last_day(app, noon):
    program = caller(app)
    noon.shift(timedelta(days=31))
    assert program.get("companies").get_json(force=True)["type"] == "urn:bascule:key-expired"


def test_beyond_its_limit_a_key_waits_a_minute(app, noon, monkeypatch):
    monkeypatch.setattr(calls, "PER_MINUTE", 2)
    program = caller(app)
    assert [program.get("companies").status_code for _ in range(3)] == [200, 200, 429]
    assert program.get("companies").headers["Retry-After"] == "60"
    noon.shift(timedelta(minutes=1))
    assert program.get("companies").status_code == 200


def test_a_session_of_staff_opens_nothing_here_and_none_is_begun(app, browser, admin):
    answer = browser(admin).get("/api/v1/companies")
    assert answer.status_code == 401
    answer = caller(app).get("companies")
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]


def test_a_key_opens_no_page(app, client):
    secret = issued()[1]
    for page in ("/console/", "/tableau-de-bord"):
        assert client.get(page, headers={"Authorization": f"Bearer {secret}"}).status_code == 303


def test_the_portals_host_knows_no_such_address(make_app):
    app = make_app(public_url="https://portail.example.org", console_url="https://console.example.org")
    client = app.test_client()
    for path in ("/api/v1/openapi.json", "/api/v1/companies"):
        hosts = {h: client.get(path, base_url=f"https://{h}.example.org") for h in ("portail", "console")}
        assert hosts["portail"].status_code == 404
        assert hosts["console"].status_code in (200, 401)


def test_a_portal_alone_serves_no_program(make_app):
    client = make_app(doors=("portal",)).test_client()
    assert client.get("/api/v1/openapi.json").status_code == 404


def test_reading_leaves_no_more_than_a_days_first_look(app):
    program = caller(app)
    for _ in range(3):
        program.get("companies")
    assert count(AuditEvent) == 2  # the key made, the first look


def test_no_other_method_looks_before_the_first_look_is_told(app):
    program = caller(app)
    program._open("companies", "OPTIONS")
    program.get("companies")
    assert [event.action for event in db.session.scalars(db.select(AuditEvent))].count("api-read") == 1


def test_whoever_moves_a_request_may_read_it_and_is_told_to_have_looked(app):
    key, secret = issued(scopes=[Scope.REQUESTS_MOVE])
    assert key.client.scopes == ["requests:read", "requests:move"]
    Caller(app, secret).post("requests/1/moves", {"state": "close"})
    assert [event.action for event in db.session.scalars(db.select(AuditEvent))].count("api-read") == 1
