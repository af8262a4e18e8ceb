"""How far each record has come: what is kept is what follows from what happened, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, cases
from models.cases import CaseKind, CaseNoteKind
from models.concessions import outreach
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import postponed
from models.reports import campaign
from models.reports.campaign import Journey, JourneyChange, Step, checking
from models.reports.campaign import figures as kept
from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.tables import BY_ITSELF, PATH
from models.values import days
from tests.support import people, road_works
from tests.support.people import PRO_PASSWORD, SYSTEM
from tests.support.records import CODE, by, concession, count, mails_of, of


def followed():
    db.session.rollback()
    campaign.follow_all()
    assert checking.list_wrong() == {}, "the figures are what the journeys are"
    return kept.read()


def step_of(record):
    followed()
    return db.session.get(Journey, record.id, populate_existing=True).status


def funnel():
    figures = followed()
    return [figures.reached(step) for step in PATH]


def attached(record, account, agent):
    return attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(agent))


def test_a_record_goes_its_way_step_by_step(app, agent):
    pending = people.pending()
    record = concession(siret=pending.company.siret)
    alone = concession()
    assert (step_of(record), step_of(alone)) == (Step.ACCOUNT, Step.RECORD)
    accounts.activate(people.activation_secret(pending), PRO_PASSWORD, terms_version="1", actor=SYSTEM)
    assert step_of(record) is Step.ACTIVATED
    binding = attached(record, pending, agent)
    assert step_of(record) is Step.ATTACHED
    road_works.filed(pending, binding)
    assert step_of(record) is Step.FILED
    assert funnel() == [2, 1, 1, 1, 1, 1]


def test_a_call_counts_as_contact_and_a_note_among_colleagues_does_not(app, agent):
    account = people.pending()
    record = concession(siret=account.company.siret)
    case = cases.open_(CaseKind.HELP, "Aide", account=account, actor=of(account))
    accounts.erase(account, reason="Demande", actor=SYSTEM)
    cases.note(case, kind=CaseNoteKind.NOTE, text="Vu", actor=by(agent))
    assert step_of(record) is Step.RECORD
    cases.note(case, kind=CaseNoteKind.CALL, text="Rappelé", actor=by(agent))
    assert step_of(record) is Step.CONTACTED


def test_an_invitation_counts_as_contact_of_each_record_until_it_comes_back(app, agent):
    records = [concession(email="a@example.org"), concession(email="A@example.org")]
    printed = concession(
        email="", holder="EAUX", address="12 rue du Perrey", postcode="76600", city="Le Havre"
    )
    batch = outreach.create(filter="", channel=outreach.OutreachChannel.MAIL, actor=by(agent))
    outreach.confirm(batch, actor=by(agent))
    assert {step_of(record) for record in (*records, printed)} == {Step.RECORD}, "nothing has left"
    outreach.send_due()
    outreach.print_next(batch, actor=by(agent))
    assert {step_of(record) for record in (*records, printed)} == {Step.CONTACTED}
    postponed(mails_of("outreach")[0], error="no such box", next_at=None)
    assert [step_of(record) for record in (*records, printed)] == [Step.RECORD, Step.RECORD, Step.CONTACTED]


def test_what_is_detached_goes_back_and_what_is_closed_is_no_part(app, account, agent):
    binding = attached(concession(), account, agent)
    gone = concession(closed=True)
    assert funnel() == [1, 1, 1, 1, 1, 0]
    attachments.detach(binding, reason="Erreur", actor=by(agent))
    assert funnel() == [1, 0, 0, 0, 0, 0], "the record bears no number of that company"
    assert db.session.get(Journey, gone.id) is None
    with transaction():
        gone.closed_at = None
    assert step_of(gone) is Step.RECORD


def test_what_waits_for_its_review_is_not_attached_and_old_requests_are_no_first_ones(app, account, agent):
    why = "Vu avec Mme Le Goff, service travaux."
    waiting = concession()
    attachments.attach(waiting, account, evidence="other", justification=why, actor=by(agent))
    old = concession()
    attached(old, account, agent)
    road_works.imported(old)
    assert (step_of(waiting), step_of(old)) == (Step.ACTIVATED, Step.ATTACHED)


def test_each_is_counted_by_kind_network_hand_evidence_and_week(app, account, agent):
    attached(concession(kind="eau", network="Télécoms"), account, agent)
    record = concession(tallied=True)
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    figures = followed()
    assert figures.reached(Step.ATTACHED, Breakdown.KIND, "eau") == 1
    assert figures.reached(Step.RECORD, Breakdown.NETWORK, "telecoms") == 1
    assert kept.list_hands(figures) == [BY_ITSELF, agent.id]
    assert figures.reached(Step.ATTACHED, Breakdown.HAND, str(agent.id)) == 1
    assert figures.reached(Step.ATTACHED, Breakdown.EVIDENCE, "code") == 2
    (week,) = figures.by_week(days.today())
    assert week.added == {Step.ACTIVATED: 2, Step.ATTACHED: 2, Step.FILED: 0} == week.total


def test_days_are_told_by_their_median_of_those_gone_and_of_those_there(app, agent, clock):
    clock.shift(timedelta(days=-20))
    pending = people.pending()
    records = [concession(siret=pending.company.siret) for _ in range(3)]
    clock.shift(timedelta(days=2))
    accounts.activate(people.activation_secret(pending), PRO_PASSWORD, terms_version="1", actor=SYSTEM)
    clock.shift(timedelta(days=8))
    attached(records[0], pending, agent)
    clock.shift(timedelta(days=10))
    figures = followed()
    assert figures.spent(Step.ACCOUNT) == 2 and figures.spent(Step.ACTIVATED) == 8
    assert figures.standing(Step.ACTIVATED, days.today()) == 18
    assert figures.standing(Step.FILED, days.today()) is None and figures.spent(Step.ATTACHED) is None


def test_the_pace_of_whole_weeks_says_when_nothing_would_be_left(app, account, agent, clock):
    clock.shift(timedelta(days=-14))
    for _ in range(4):
        attached(concession(), account, agent)
    for _ in range(10):
        concession()
    clock.shift(timedelta(days=14))
    figures, today = followed(), days.today()
    outlook = figures.outlook(today, today + timedelta(days=35))
    assert (outlook.left, outlook.pace, outlook.needed) == (10, 2.0, 2.0)
    assert outlook.ends_on == today + timedelta(days=35) and not outlook.is_late
    assert figures.outlook(today, today + timedelta(days=34)).is_late
    assert figures.outlook(today, None).needed is None
    assert figures.outlook(today, today - timedelta(days=1)).is_late


def test_a_quiet_minute_asks_once_and_a_long_list_of_changes_is_taken_in_turns(app, monkeypatch):
    monkeypatch.setattr("models.reports.campaign.following.BLOCK", 2)
    for _ in range(5):
        concession()
    assert count(JourneyChange) == 5 and kept.is_catching_up()
    assert [campaign.follow(1), campaign.follow(1), campaign.follow(9), campaign.follow()] == [2, 2, 1, 0]
    assert count(Journey) == 5 and not kept.is_catching_up()


def test_a_change_that_is_rolled_back_is_not_noted(app):
    with pytest.raises(ZeroDivisionError), transaction():
        concession()
        raise ZeroDivisionError
    assert count(JourneyChange) == 0


def test_a_figure_that_somebody_else_wrote_is_found_out(app, account, agent):
    attached(concession(), account, agent)
    followed()
    with transaction() as session:
        session.execute(db.text("UPDATE campaign_figures SET number = number + 2 WHERE breakdown = 'kind'"))
    assert checking.list_wrong() == {"kind": 2}
