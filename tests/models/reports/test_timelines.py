"""Timelines: what the trail tells around a thing or a search, from the same rows."""

from __future__ import annotations

import pytest

from models import accounts, attachments, audit, concessions
from models.audit import AuditEvent
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.reports import timelines
from tests.support import people, road_works
from tests.support.records import by, concession, of


def events_of(clause):
    query = db.select(AuditEvent).where(clause).order_by(AuditEvent.sequence)
    return [(event.action, event.subject_kind) for event in db.session.scalars(query)]


def test_a_company_is_told_with_all_that_concerns_it(agent, account):
    other = people.active()
    accounts.correct(account, version=account.version, job_title="Gérante", actor=by(agent))
    mine = events_of(timelines.around("company", account.company_id))
    assert ("company-registered", "company") in mine and ("account-corrected", "account") in mine
    assert ("account-corrected", "account") not in events_of(timelines.around("company", other.company_id))


def test_a_person_is_told_with_what_they_did_and_what_was_done_to_them(agent, account):
    accounts.sign_out_everywhere(account, actor=of(account))
    accounts.correct(account, version=account.version, job_title="Gérante", actor=by(agent))
    bound = road_works.held(account)
    attachments.detach(bound, reason="Cession", actor=of(account))
    mine = events_of(timelines.around("account", account.id))
    for event in (
        ("signed-out-everywhere", "account"),
        ("account-corrected", "account"),
        ("detached", "attachment"),
    ):
        assert event in mine, event
    assert events_of(timelines.around("agent", agent.id)) == [
        ("agent-invited", "agent"),
        ("account-corrected", "account"),
    ]


def test_a_concession_is_told_with_its_attachments_and_its_requests(agent, account):
    filed = road_works.filed(account)
    other = concession()
    concessions.consult(other, actor=by(agent))
    mine = events_of(timelines.around("concession", filed.concession_id))
    for event in (("attached", "attachment"), ("request-moved", "request")):
        assert event in mine, event
    assert events_of(timelines.around("concession", other.id)) == [("concession-consulted", "concession")]


def test_what_has_no_timeline_of_its_own_is_told_by_what_is_about_it(account):
    bound = road_works.held(account)
    assert events_of(timelines.around("attachment", bound.id)) == events_of(
        audit.about("attachment", bound.id)
    )


def test_people_are_found_by_name_address_and_identifier(agent, account):
    accounts.correct(account, version=account.version, job_title="Gérante", actor=by(agent))
    for typed in (account.identifier, account.email, account.full_name):
        mine = events_of(timelines.of_people(typed))
        assert ("account-corrected", "account") in mine, typed
    assert ("account-corrected", "account") in events_of(timelines.of_people(agent.name))
    assert events_of(timelines.of_people("personne de ce nom")) == []


def test_companies_are_found_by_siret_and_name(agent, account):
    other = people.active()
    for typed in (account.company.siret, account.company.name):
        assert ("account-created", "account") in events_of(timelines.of_companies(typed)), typed
    mine = events_of(timelines.of_companies(account.company.siret))
    assert mine == events_of(timelines.around("company", account.company_id))
    assert other.company_id != account.company_id


def test_concessions_are_found_by_reference_and_title(agent, account):
    bound = road_works.held(account)
    whole = events_of(timelines.around("concession", bound.concession_id))
    assert ("attached", "attachment") in whole
    for typed in (bound.concession.reference, bound.concession.title):
        assert ("attached", "attachment") in events_of(timelines.of_concessions(typed)), typed


def test_several_searches_stand_in_one_question(agent, account):
    accounts.correct(account, version=account.version, job_title="Gérante", actor=by(agent))
    both = timelines.of_people(agent.name) & timelines.of_companies(account.company.siret)
    assert events_of(both) == [("account-corrected", "account")]
    neither = timelines.of_people(agent.name) & timelines.of_companies(people.active().company.siret)
    assert events_of(neither) == []


def test_one_request_is_told_by_its_number(agent, account):
    accounts.correct(
        account, version=account.version, job_title="Gérante", actor=by(agent, request_id="0123456789abcdef")
    )
    assert events_of(timelines.of_request("0123456789abcdef")) == [("account-corrected", "account")]
    assert events_of(timelines.of_request("0123456789abcdee")) == []


@pytest.mark.parametrize("kind", sorted(timelines.SUBJECTS))
def test_what_has_a_timeline_has_a_name(app, kind):
    assert hasattr(timelines.SUBJECTS[kind], "label")


def test_a_request_is_found_by_its_index(app, agent):
    with transaction():
        for number in range(50):
            audit.record("signed-out", agent, actor=by(agent, request_id=f"{number:016x}"))
    query = db.select(AuditEvent.sequence).where(timelines.of_request(f"{7:016x}"))
    plan = db.session.get_bind().dialect.name
    compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if plan == "sqlite" else "EXPLAIN"
    if plan == "postgresql":
        db.session.execute(db.text("SET LOCAL enable_seqscan = off"))
    lines = [str(row) for row in db.session.execute(db.text(f"{explain} {compiled}"))]
    assert any("ix_audit_events_request" in line for line in lines), lines
