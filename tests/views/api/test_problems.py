"""Every refusal is a problem of RFC 9457: a stable type, its status, a sentence, the number of the call."""

from __future__ import annotations

import pytest

from models.kernel.waiting.outages import Busy
from models.staff.machines import Scope
from tests.support.callers import caller
from tests.support.records import concession, held
from views.api import companies, problems


def problem(answer, status, kind):
    """The body of a refusal, which is whole."""
    assert (answer.status_code, answer.mimetype) == (status, problems.MIMETYPE), answer.text
    body = answer.get_json(force=True)
    assert body["type"] == f"urn:bascule:{kind}" and body["status"] == status
    assert body["title"] and body["detail"] and answer.headers["X-Request-Id"] in body["instance"]
    return body


@pytest.mark.parametrize(
    "path", ["nulle-part", "companies/1", "companies/0", "companies/x", "requests/1", "/api", "/api/v2/x"]
)
def test_what_is_not_there(app, path):
    problem(caller(app).get(path), 404, "not-found")


def test_a_method_that_is_not_taken(app):
    answer = caller(app)._open("companies", "DELETE")
    problem(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "mimetype", "status", "kind"),
    [
        (b"a=1", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"{}", "text/plain", 415, "unsupported-media-type"),
        (b"{", "application/json", 400, "bad-request"),
        (b"", "application/json", 400, "bad-request"),
        (b'{"siret": "\\ud800"}', "application/json", 400, "bad-request"),
        (b"[" * 100_000, "application/json", 400, "bad-request"),
        (b"[]", "application/json", 422, "invalid"),
        (b"{}", "application/json", 422, "invalid"),
    ],
)
def test_a_body_that_is_not_understood(app, body, mimetype, status, kind):
    answer = caller(app)._open("accounts", "POST", data=body, content_type=mimetype)
    problem(answer, status, kind)


def test_a_body_that_is_too_large(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    answer = caller(app).post("accounts", {"siret": "1" * 200})
    problem(answer, 413, "content-too-large")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "siret=1", "page=2", "siret=" + "1" * 14 + "&siret=2"]
)
def test_a_question_that_the_list_does_not_know(app, query):
    body = problem(caller(app).get(f"companies?{query}"), 422, "invalid")
    assert body["errors"]


def test_a_refusal_of_an_operation_names_its_field_and_what_is_held_is_a_conflict(app, account, agent):
    program, record = caller(app), concession()
    wanted = {"concession": record.reference, "account": account.identifier, "evidence": "other"}
    body = problem(program.post("attachments", wanted), 422, "justification-too-short")
    assert [point["field"] for point in body["errors"]] == ["justification"]
    held(account, agent, record=record)
    wanted["justification"] = "Vu au guichet avec la gérante."
    problem(program.post("attachments", wanted), 409, "already-attached")


def test_what_the_database_cannot_do_now(app, monkeypatch):
    program = caller(app)

    def wait_in_vain(*_, **__):
        raise Busy

    monkeypatch.setattr(companies.COMPANIES, "page", wait_in_vain)
    answer = program.get("companies")
    problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"]


def test_what_nobody_foresaw_says_nothing_of_the_inside(app, monkeypatch):
    program = caller(app)
    monkeypatch.setattr(companies.COMPANIES, "page", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(app, "testing", False)
    answer = program.get("companies")
    problem(answer, 500, "internal-error")
    assert "ZeroDivision" not in answer.text


def test_every_address_names_the_refusals_that_it_may_give(app, client):
    for path, ways in client.get("/api/v1/openapi.json").get_json()["paths"].items():
        for method, way in ways.items():
            wanted = {"400", "401", "403", "422", "429", "503"} | ({"404"} if "{" in path else set())
            wanted |= {"409", "413", "415"} if method == "post" else set()
            assert wanted <= way["responses"].keys(), (path, method)


def test_a_scope_is_no_role(app):
    problem(caller(app, "admin", [Scope.ACCOUNTS_CREATE]).post("accounts", {}), 403, "forbidden")
