"""During a call: notes and promises go into the company's case without leaving the page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from models import attachments, cases
from models.attachments import Evidence
from models.cases import Case, CaseNote, CaseNoteKind
from models.kernel.base import db
from tests.support import people
from tests.support.calls import step, target
from tests.support.records import CODE, by


@pytest.fixture
def address(account):
    """The call of that person, as its page stands."""
    return f"/console/migration/?{urlencode({'q': account.identifier, 'compte': account.id})}"


def send(console, address, verb, **answers):
    page = console.open(address)
    (action,) = page.doc.xpath(f"//form[contains(@action, '/{verb}')]/@action")
    return console.post(action, {**page.form(next(iter(answers))), **answers})


def test_a_note_opens_the_case_and_leads_back_to_the_call(app, desk, agent, account, address):
    done = send(desk(agent), address, "noter", text="Cherche sa lettre", kind="appel", minutes="3")
    assert done.status == 303 and f"compte={account.id}" in done.location
    case = db.session.scalars(sa.select(Case)).one()
    assert (case.company_id, case.owner_id) == (account.company_id, agent.id)
    note = db.session.scalars(sa.select(CaseNote)).one()
    assert (note.text, note.kind, note.minutes) == ("Cherche sa lettre", "appel", 3)


def test_a_promise_names_the_known_number_and_a_working_day(app, desk, agent, account, address):
    page = desk(agent).open(address)
    assert "02 35 22 33 44" in page.value("next_action").replace("\xa0", " ") and page.value("due_on")
    assert send(desk(agent), address, "rappeler", next_action="Rappeler Camille").status == 303
    case = db.session.scalars(sa.select(Case)).one()
    assert (case.next_action, case.owner_id) == ("Rappeler Camille", agent.id)
    assert "Rappeler Camille" in desk(agent).open(address).text


def test_a_promise_on_what_a_colleague_planned_meanwhile_is_shown_it_first(
    app, desk, agent, account, address
):
    colleague, console = people.staff("agent", name="Mme Falaise"), desk(agent)
    page = console.open(address)
    (action,) = page.doc.xpath("//form[contains(@action, '/rappeler')]/@action")
    case = cases.open_for(account.company, actor=by(colleague))
    late = console.post(action, page.form("next_action"))
    assert late.status == 422 and "Mme Falaise à vous" in late.text.replace("\xa0", " ")
    db.session.refresh(case)
    assert (case.owner_id, case.next_action) == (colleague.id, "")
    assert console.post(action, late.form("next_action")).status == 303
    db.session.refresh(case)
    assert case.owner_id == agent.id and case.next_action.startswith("Rappeler")


def test_nobody_promises_without_a_day_and_then_no_case_is_opened(app, desk, agent, account, address):
    page = send(desk(agent), address, "rappeler", next_action="Rappeler", due_on="")
    assert page.status == 422 and page.error("due_on")
    page = send(desk(agent), address, "rappeler", next_action="Rappeler", due_on="2020-01-02")
    assert page.status == 422 and page.error("due_on") and db.session.scalars(sa.select(Case)).all() == []


def test_what_is_refused_stays_in_the_panel_with_what_was_typed(app, desk, agent, account, address):
    page = send(desk(agent), address, "noter", text="", kind="appel", minutes="trois")
    assert page.status == 422 and page.error("text") and page.error("minutes")
    assert page.doc.xpath("//nav//a[@aria-current='page'][contains(@href, '/migration/')]")
    assert account.company.name in page.text and db.session.scalars(sa.select(Case)).all() == []


def test_an_administrator_reads_the_call_and_writes_nothing(app, desk, admin, account, address):
    page = desk(admin).open(address)
    assert page.status == 200 and not page.doc.xpath("//form[contains(@action, '/noter')]")


def test_the_caller_may_be_checked_from_the_call(app, desk, agent, account, record, address):
    facts = {"evidence": Evidence("code"), "access_code": CODE, "actor": by(agent)}
    attachments.attach(record(), account, **facts)
    page = desk(agent).open(address)
    (way,) = page.doc.xpath("//a[@data-key='v']/@href")
    console = desk(agent)
    page = console.open(way)
    assert step(page) == "check_caller" and page.doc.xpath("//*[@data-step]//input[@autofocus]")
    assert console.post(target(page), page.form("record_reference")).status == 422
    answer = console.post(target(page), {**page.form("record_reference"), "record_reference": "faux"})
    assert answer.status == 303 and "/console/migration/" in answer.location
    words = console.open(answer.location).text.replace("\xa0", " ")
    assert "Interlocuteur : 0 réponse juste sur 3" in words


def test_a_draft_is_put_back_into_a_note_that_stands_open(desk, agent, account, address):
    case = cases.open_for(account.company, actor=by(agent))
    assert not desk(agent).open(address).doc.xpath("//details[@open][.//form[contains(@action, '/noter')]]")
    cases.keep_draft(case, kind=CaseNoteKind.NOTE, text="Cherche sa lettre", actor=by(agent))
    page = desk(agent).open(address)
    assert page.doc.xpath("//details[@open]//form[contains(@action, '/noter')]")
    assert page.value("text") == "Cherche sa lettre"
