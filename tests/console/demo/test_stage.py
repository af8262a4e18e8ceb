"""The demonstration tells a story that could have happened."""

from __future__ import annotations

import pytest
from sqlalchemy import or_, select

from console import demo
from console.demo.cases import CLOSINGS
from console.demo.verifications import MOVED
from models.accounts import ProAccount
from models.attachments import Attachment
from models.cases import Case, CaseNote
from models.companies import Company, CompanySuccession
from models.companies.findings import Finding
from models.concessions.cleansing import ContactCorrection, ContactFlaw, Flaw
from models.concessions.outreach import Outreach, Standing
from models.concessions.outreach.standings import SENT
from models.kernel.base import db
from models.road_openings import RoadOpeningRequest


@pytest.fixture
def stage(app):
    """The demonstration, made."""
    demo.make(300, with_staff=True)


def test_nothing_comes_before_what_it_follows_from(app, stage):
    account, attachment, request = ProAccount, Attachment, RoadOpeningRequest
    here = request.imported_at.is_(None)
    before = {
        "account before its company": select(account.id)
        .join(Company)
        .where(account.created_at < Company.created_at),
        "activated before it was made": select(account.id).where(account.activated_at < account.created_at),
        "attached before the account": select(attachment.id)
        .join(account, account.id == attachment.referent_id)
        .where(attachment.created_at < account.created_at),
        "in effect before the account was activated": select(attachment.id)
        .join(account, account.id == attachment.referent_id)
        .where(
            or_(
                attachment.effective_at < account.activated_at,
                attachment.effective_at < attachment.created_at,
            )
        ),
        "ended before it began": select(attachment.id).where(attachment.ended_at < attachment.created_at),
        "reviewed before it was made": select(attachment.id).where(
            attachment.reviewed_at < attachment.created_at
        ),
        "request before the activation": select(request.id)
        .join(account, account.id == request.account_id)
        .where(here, or_(account.activated_at.is_(None), request.created_at < account.activated_at)),
        "request before the attachment": select(request.id)
        .join(attachment, attachment.concession_id == request.concession_id)
        .where(here, attachment.ended_at.is_(None), request.created_at < attachment.effective_at),
        "request moved before it was begun": select(request.id).where(
            here, request.moved_at < request.created_at
        ),
        "case before the activation": select(Case.id)
        .join(account, account.id == Case.account_id)
        .where(Case.created_at < account.activated_at),
        "note before its case": select(CaseNote.id)
        .join(Case, Case.id == CaseNote.case_id)
        .where(CaseNote.at < Case.created_at),
        "closed before it was opened": select(Case.id).where(Case.closed_at < Case.created_at),
    }
    found = {what: list(db.session.scalars(query)) for what, query in before.items()}
    assert {what: len(ids) for what, ids in found.items() if ids} == {}


def test_what_closes_a_case_answers_what_was_asked(app, stage):
    closed = list(db.session.scalars(select(Case).where(Case.closed_at.is_not(None))))
    assert closed, "somebody was helped to the end"
    assert {case.subject: case.closed_reason for case in closed} == CLOSINGS


def test_batches_stand_at_each_step_and_write_to_nobody(app, stage):
    batches = db.session.scalars(select(Outreach).order_by(Outreach.id)).all()
    assert [batch.state for batch in batches] == ["a-confirmer", "interrompu", "en-cours"]
    assert all(batch.tally for batch in batches)
    assert not any(batch.count(*SENT) for batch in batches)
    assert batches[2].count(Standing.TO_PRINT)


def test_a_second_factor_and_a_difference_wait_for_somebody(app, stage):
    assert db.session.scalars(select(ProAccount).where(ProAccount.second_factor_at.is_not(None))).one()
    company = db.session.get(
        Company, db.session.scalars(select(Finding).where(Finding.fact == "address")).one().company_id
    )
    assert company is not None and company.address != MOVED


def test_the_watch_has_found_one_that_closed_and_one_that_was_renamed(app, stage):
    tasks = list(db.session.scalars(select(Case).where(Case.next_action.contains("répertoire Sirene"))))
    assert sorted(case.next_action[:6] for case in tasks) == ["Fermée", "Le rép"]
    assert {case.company.directory_state for case in tasks if case.company} == {"closed", "open"}
    assert all(case.owner_id is None for case in tasks)


def test_one_that_closed_goes_on_under_another_number(app, stage):
    made = db.session.scalars(select(CompanySuccession)).one()
    company = db.session.get_one(Company, made.company_id)
    assert company.siret == made.after["siret"] != made.before["siret"] and company.directory_state == "open"


def test_a_contact_reaches_nobody_for_each_reason_and_one_was_corrected(app, stage):
    assert set(db.session.scalars(select(ContactFlaw.flaw))) == set(Flaw)
    [kept] = db.session.scalars(select(ContactCorrection))
    assert kept.ended_at is None and db.session.get(ContactFlaw, kept.concession_id) is None
