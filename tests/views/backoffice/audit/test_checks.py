"""The trail verified from the console: asked, followed, told; intact or broken."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from console.jobs.worker import Worker
from models import audit
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.permissions import Role
from models.reports import audit_checks
from models.storage import ddl
from tests.support import people
from tests.support.records import actions, mails_of
from tests.views.backoffice.conftest import Page
from views.mails import render

pytestmark = pytest.mark.both_engines("each engine has its own triggers")

HERE = "/console/journal/verification/"


@pytest.fixture
def client(browser, supervisor):
    return browser(supervisor)


def look(client):
    db.session.rollback()
    return Page(client, client.get(HERE))


def ask(client):
    answer = client.post(HERE, data={"csrf_token": look(client).token})
    assert (answer.status_code, answer.location) == (303, HERE)


def work(app):
    db.session.rollback()
    Worker(app).run_once()
    db.session.rollback()
    db.session.expire_all()


def test_a_check_is_asked_followed_and_told(app, client):
    assert "Aucune vérification n’a encore été demandée" in look(client).text
    ask(client)
    page = look(client)
    assert page.doc.xpath("//progress/@value") == ["0"] and page.doc.xpath("//section/@data-follow") == [HERE]
    assert not page.doc.xpath("//main//button[contains(., 'Vérifier')]"), "one check at a time"
    work(app)
    page = look(client)
    assert "Intact" in page.text and not page.doc.xpath("//progress")
    assert f"{audit.verify() - 1}" in page.text.split("Intact, ")[1].split(" ")[0]


def test_a_rewritten_event_is_named_with_what_to_do(app, client):
    with transaction() as session:
        lift = "DROP TRIGGER audit_events_no_{}" + ("" if db.engine.name == "sqlite" else " ON audit_events")
        session.execute(text(lift.format("update" if db.engine.name == "sqlite" else "change")))
        session.execute(text("UPDATE audit_events SET role = 'admin' WHERE sequence = 1"))
        ddl.apply(session.connection())  # the database is other tests' too
    ask(client)
    work(app)
    page = look(client)
    assert "Rompu à l’événement n° 1" in page.text and "Prévenez l’administrateur" in page.text
    assert "/console/journal/details/?id=1" in page.html


def compare(client, text):
    return Page(client, client.post(f"{HERE}tete", data={"csrf_token": look(client).token, "head": text}))


def test_the_daily_mail_is_pasted_whole_and_compared(app, client, admin):
    audit_checks.mail_head()
    [owed] = mails_of("trail-head")
    body = render(owed).body
    page = compare(client, body)
    assert (page.status, page.location) == (303, HERE)
    assert "Conforme à la tête n° " in page.follow().text
    assert compare(client, body.split("Empreinte")[0]).status == 422


def test_what_tells_no_head_is_refused_and_kept(client):
    page = compare(client, "bonjour")
    assert page.status == 422 and "64 signes" in page.error("head") and page.value("head") == "bonjour"
    assert compare(client, "").status == 422
    assert "trail-verified" not in actions()


def test_a_head_that_is_not_the_trail_s_is_told_with_what_to_do(client, admin):
    head = audit.head()
    compare(client, json.dumps({**head, "digest": "0" * 64}))
    page = look(client)
    assert f"Rompu à l’événement n° {head['sequence']}" in page.text
    assert "coupée ou refaite" in page.text and "Prévenez l’administrateur" in page.text


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 403), (Role.SUPERVISOR, 200), (Role.ADMIN, 200)])
def test_those_who_read_the_trail_may_verify_it(browser, role, status):
    client = browser(people.staff(role))
    assert client.get(HERE).status_code == status


def test_the_trail_leads_to_its_proof(client):
    assert client.get("/console/journal/").text.count(f'href="{HERE}"') == 1
