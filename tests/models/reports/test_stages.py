"""The stage of a case follows from what happened, step by step."""

from __future__ import annotations

from models import accounts, cases, mails
from models.reports.stages import CaseStage, stage_of
from tests.support import people, road_works
from tests.support.records import by, mails_of


def test_a_case_goes_through_its_stages_as_things_happen(app, agent):
    account = people.pending()
    case = cases.open_for(account.company, actor=by(agent))
    assert stage_of(case) is CaseStage.ACCOUNT
    mails.sent(mails_of("activation")[0], message_id="1")
    assert stage_of(case) is CaseStage.MAILED
    accounts.activate(
        people.activation_secret(account), people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM
    )
    assert stage_of(case) is CaseStage.ACTIVATED
    attachment = road_works.held(account)
    assert stage_of(case) is CaseStage.ATTACHED
    road_works.filed(account, attachment)
    assert stage_of(case) is CaseStage.FILED
    cases.close(case, reason="Fait", actor=by(agent))
    assert stage_of(case) is CaseStage.CLOSED


def test_who_has_no_account_is_yet_to_be_contacted(app, agent):
    visitor = cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=people.SYSTEM)
    assert stage_of(visitor) is CaseStage.TO_CONTACT
