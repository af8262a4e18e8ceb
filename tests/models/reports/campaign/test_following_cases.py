"""The stage of each case: what is kept is what follows from what happened, on both engines."""

from __future__ import annotations

from models import accounts, attachments, cases, mails
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists import counts
from models.reports import campaign
from models.reports.campaign import CaseProgress, following_cases
from models.reports.stages import CaseStage, stage_of
from tests.support import people, road_works
from tests.support.people import PRO_PASSWORD, SYSTEM
from tests.support.records import CODE, by, concession, count, mails_of


def kept(case):
    """The stage that is kept: the one that the case shows, counted once."""
    db.session.rollback()
    campaign.follow_all_cases()
    found = db.session.get(CaseProgress, case.id, populate_existing=True)
    db.session.refresh(case)
    assert found.status is stage_of(case)
    cells = counts.read(["case_progress"])["case_progress"]
    assert cells.count({"stage": [found.stage]}) == 1 == cells.count()
    return found.status


def test_each_thing_that_happens_moves_the_case_that_it_concerns(app, agent):
    account = people.pending()
    case = cases.open_for(account.company, actor=by(agent))
    assert kept(case) is CaseStage.ACCOUNT
    mails.sent(mails_of("activation")[0], message_id="1")
    assert kept(case) is CaseStage.MAILED
    accounts.activate(people.activation_secret(account), PRO_PASSWORD, terms_version="1", actor=SYSTEM)
    assert kept(case) is CaseStage.ACTIVATED
    binding = attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    assert kept(case) is CaseStage.ATTACHED
    attachments.detach(binding, reason="Erreur", actor=by(agent))
    assert kept(case) is CaseStage.ACTIVATED
    again = road_works.held(account)
    road_works.filed(account, again)
    assert kept(case) is CaseStage.FILED
    cases.close(case, reason="Fait", actor=by(agent))
    assert kept(case) is CaseStage.CLOSED


def test_a_contested_attachment_counts_no_more_until_it_is_confirmed(app, account, agent, supervisor):
    case = cases.open_for(account.company, actor=by(agent))
    binding = attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    assert kept(case) is CaseStage.ATTACHED
    attachments.contest(binding, reason="Le titulaire ne le connaît pas.", actor=by(supervisor))
    assert kept(case) is CaseStage.ACTIVATED


def test_an_account_that_is_suspended_or_gone_takes_its_case_back(app, account, agent):
    case = cases.open_for(account.company, actor=by(agent))
    assert kept(case) is CaseStage.ACTIVATED
    accounts.suspend(account, reason="Départ", actor=by(agent))
    assert kept(case) is CaseStage.ACCOUNT
    accounts.erase(account, reason="Demande", actor=SYSTEM)
    assert kept(case) is CaseStage.TO_CONTACT


def test_whoever_asked_without_a_company_is_kept_too(app):
    visitor = cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=SYSTEM)
    assert kept(visitor) is CaseStage.TO_CONTACT


def test_a_company_without_a_case_moves_nothing(app):
    people.pending()
    assert campaign.follow_all_cases() and count(CaseProgress) == 0


def test_a_long_list_of_changes_is_taken_in_turns(app, agent, monkeypatch):
    monkeypatch.setattr("models.reports.campaign.following_cases.BLOCK", 1)
    for _ in range(3):
        cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=SYSTEM)
    assert following_cases.is_behind()
    assert [campaign.follow_cases(2), campaign.follow_cases(), campaign.follow_cases()] == [2, 1, 0]
    assert not following_cases.is_behind() and count(CaseProgress) == 3


def test_the_stage_of_a_case_opened_after_all_that_happened_is_told_with_it(app, account, agent):
    road_works.filed(account, road_works.held(account))
    campaign.follow_all_cases()
    with transaction():
        case = cases.open_for(account.company, actor=by(agent))
    assert kept(case) is CaseStage.FILED
