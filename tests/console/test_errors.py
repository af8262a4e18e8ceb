"""Errors are pages of their door, and tell nothing of the inside."""

from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
from datetime import timedelta

import pytest
import time_machine
from flask import abort

from models.audit import AuditEvent
from models.kernel.access.sessions import Session
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from tests.support import people
from tests.support.visitor import Visitor
from views import access


@pytest.fixture
def site(app, make_app):
    """The application with addresses that fail."""
    site = make_app(portal_name="Avec des pannes")
    if "broken" not in site.view_functions:

        def fail(kind):
            if kind == "fault":
                raise ZeroDivisionError("SELECT secret FROM inside")
            if kind == "database":
                db.session.execute(db.text("SELECT secret FROM inside"))
            if kind == "refused":
                raise DomainError(secret="inside")
            if kind == "not-allowed":
                raise NotAllowed
            if kind == "nul":
                db.session.execute(db.text("SELECT :a"), {"a": "\x00"})
                if db.engine.dialect.name == "sqlite":
                    abort(400)
            if kind == "cut":
                own = db.session.scalar(db.text("SELECT pg_backend_pid()"))
                with db.engine.connect() as other:
                    other.execute(db.text("SELECT pg_terminate_backend(:own)"), {"own": own})
            return "ok"

        site.add_url_rule("/panne/<kind>", "broken", access.public(lambda kind: fail(kind)))
        site.add_url_rule(
            "/console/panne/<kind>", "console_broken", access.signed_in(lambda kind: fail(kind))
        )
    site.testing = False
    site.config["PROPAGATE_EXCEPTIONS"] = False
    yield site
    site.testing = True


@pytest.mark.parametrize(
    ("kind", "status"),
    [("fault", 500), ("database", 500), ("refused", 400), ("nul", 400), ("not-allowed", 403)],
)
def test_a_failure_is_a_page_that_says_nothing_of_the_inside(site, kind, status):
    answer = site.test_client().get(f"/panne/{kind}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert f"Erreur {status}" in answer.text
    for word in ("inside", "SELECT", "Traceback", "ZeroDivisionError", "secret", "sqlalchemy"):
        assert word not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_an_operation_refuses_to_staff_is_in_the_trail(site, agent):
    from tests.support import people

    answer = people.browser(site, agent).get("/console/panne/not-allowed")
    assert answer.status_code == 403
    db.session.rollback()
    last = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert (last.action, last.actor_id) == ("refused", agent.id)


def test_a_page_that_does_not_exist_is_one_of_its_door(client, browser, agent):
    portal = client.get("/nulle-part")
    console = browser(agent).get("/console/nulle-part")
    assert portal.status_code == console.status_code == 404
    assert "b-portal" in portal.text
    assert "b-console" in console.text


def test_a_form_without_its_token_is_a_bad_request(client):
    answer = client.post("/connexion", data={"identifier": "x", "password": "y"})
    assert answer.status_code == 400
    assert "Erreur 400" in answer.text


def test_a_wrong_method_says_which_are_right(client):
    answer = client.post("/cgu")
    assert answer.status_code in (400, 405)
    answer = client.get("/deconnexion")
    assert answer.status_code in (303, 405)


def test_too_much_is_413(client):
    many = {f"champ{number}": "x" for number in range(500)}
    assert client.post("/connexion", data=many, content_type="multipart/form-data").status_code == 413
    assert client.post("/connexion", data=many).status_code == 413
    assert client.post("/connexion", data={"identifier": "x" * 700_000}).status_code == 413
    huge, kind = bytes(21 * 1024 * 1024), "multipart/form-data; boundary=x"
    assert client.post("/connexion", data=huge, content_type=kind).status_code == 413


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("/%ff%fe", {}),
        ("/connexion?next=%00", {}),
        ("/console/%00", {}),
        ("/connexion", {"headers": {"Cookie": "bascule=\xff; bascule-console=%%%"}}),
        (
            "/connexion",
            {"method": "POST", "data": b"--x\r\n\xff", "content_type": "multipart/form-data; boundary=x"},
        ),
        (
            "/connexion",
            {"method": "POST", "data": b"\xff\xfe=%%%", "content_type": "application/x-www-form-urlencoded"},
        ),
        ("/connexion", {"method": "POST", "data": b"{", "content_type": "application/json"}),
        ("/connexion", {"method": "PROPFIND"}),
    ],
)
def test_a_malformed_request_is_never_a_failure_of_ours(client, address, options):
    assert client.open(address, **options).status_code < 500


@pytest.fixture
def locked(engine, house):
    """`with locked():` another program holds what every writer must have."""

    @contextlib.contextmanager
    def keep_lock():
        db.session.rollback()
        if engine == "sqlite":
            with contextlib.closing(sqlite3.connect(house.file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
        else:
            with db.engine.connect() as other:
                other.execute(db.text("LOCK TABLE sessions, attempts, companies, audit_events IN SHARE MODE"))
                yield

    return keep_lock


@pytest.fixture
def impatient(app):
    """An application that waits for nobody."""
    before = db.engine.get_execution_options()["budget"]
    db.engine.update_execution_options(budget=dataclasses.replace(before, lock=0.1))
    yield
    db.engine.update_execution_options(budget=before)


def test_a_change_while_the_database_is_locked_is_told_calmly_and_when_to_come_back(
    app, client, locked, impatient
):
    page = Visitor(client).open("/connexion")
    with locked():
        answer = page.send(identifier="pro.jean.doe", password="Gabion-marnage-47-étrave")
    assert (answer.status, answer.answer.headers["Retry-After"]) == (503, "10")
    assert "Le service ne répond pas pour l’instant" in answer.html
    assert page.send(identifier="pro.jean.doe", password="Gabion-marnage-47-étrave").status != 503


def test_who_only_reads_goes_on_while_the_database_is_locked(app, browser, agent, locked, impatient):
    visitor = browser(agent)
    with time_machine.travel(now() + timedelta(minutes=5)):
        with locked():
            assert visitor.get("/console/concessions/").status_code == 200
        db.session.rollback()
        assert db.session.scalar(db.select(Session.seen_at)) < now() - timedelta(minutes=4)
        visitor.get("/console/concessions/")  # the next page says that they were there
        db.session.rollback()
        assert db.session.scalar(db.select(Session.seen_at)) > now() - timedelta(minutes=4)


def test_a_database_that_is_gone_is_told_calmly_and_health_says_down(make_app):
    site = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    client = site.test_client()
    page = Visitor(client).open("/connexion")  # asks nothing of it
    answer = page.send(identifier="pro.jean.doe", password="Gabion-marnage-47-étrave")
    assert (answer.status, answer.answer.headers["Retry-After"]) == (503, "10")
    assert "Erreur 503" in answer.html
    health = client.get("/sante")
    assert (health.status_code, health.json["status"]) == (503, "down")


@pytest.mark.parametrize("address", ["/deconnexion", "/affichage", "/console/affichage"])
def test_a_referer_that_is_no_address_is_no_fault_of_ours(app, address):
    browser = app.test_client()
    token = people.csrf(browser, "/" if address[1] != "c" else "/console/connexion")
    sent = browser.post(
        address, data={"csrf_token": token, "theme": "dark"}, headers={"Referer": "http://[::1"}
    )
    assert sent.status_code == 303


def test_an_answer_that_is_ready_leaves_though_the_database_dies_behind_it(site):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server that dies")
    browser = site.test_client()
    assert browser.get("/panne/cut").get_data(as_text=True) == "ok"
    assert browser.get("/panne/nothing").status_code == 200, "the next one has a connection that lives"
