"""A company lets another act for it: who may, on what, until when, and what the database refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import (
    MandataryUnknown,
    Mandate,
    MandateRecord,
    MandateToSelf,
    NothingToMandate,
    UntilPast,
)
from models.attachments.afterwards.mandates.giving import give
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.values.days import DayImplausible, today
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given, siret_of
from tests.support.racing.races import behind, get, together
from tests.support.records import actions, by, count, events, mails_of, of


def test_it_says_who_acts_for_whom_on_what_until_when(app, account):
    held, to = [road_works.held(account), road_works.held(account)], people.active()
    made = given(account, to, *held, days=30)
    assert (made.company, made.mandatary, made.given_by) == (account.company, to.company, account)
    assert made.until == today() + timedelta(days=30) and made.is_live and made.status == "open"
    assert [record.attachment for record in made.open_records] == held
    assert [person.account for person in made.people] == [to]
    assert made.facts["giver"]["siret"] == account.company.siret
    assert [title for title, _ in made.facts["records"]] == [each.concession.title for each in held]
    event = events("mandate-given")[-1]
    assert event.company_id == account.company_id and event.actor_id == account.id
    assert made.number in event.detail.subject_label
    assert json.loads(event.detail.after)["people"] == [to.id]
    audit.verify()


def test_both_companies_are_told_and_those_who_act(app, account):
    to = people.active()
    given(account, to)
    readers = {mail.to for mail in mails_of("mandate-given")}
    assert readers == {account.email, account.company.email, to.email, to.company.email}


def test_only_the_referent_gives_and_only_what_is_in_effect_and_opens_roads(app, account, agent, supervisor):
    held, to, other = road_works.held(account), people.active(), colleague_of(account)
    attachments.add_referent(held, other, actor=of(account))
    parking = road_works.held(account, road_works.concession("stationnement"))
    contested, theirs = road_works.held(account), road_works.held(people.active())
    attachments.contest(contested, reason="Doute", actor=by(supervisor))
    cases = [
        (other, held, NotAllowed),
        (account, theirs, NotAllowed),
        (account, parking, NothingToMandate),
        (account, contested, NothingToMandate),
    ]
    for who, record, refusal in cases:
        with pytest.raises(refusal):
            given(who, to, record)
    for staff in (agent, supervisor):
        with pytest.raises(NotAllowed):
            give([held], siret=siret_of(to), until=today(), actor=by(staff))
    assert count(Mandate) == 0


def test_of_several_records_one_that_is_not_to_be_given_refuses_all(app, account):
    theirs = road_works.held(people.active())
    with pytest.raises(NotAllowed):
        given(account, people.active(), road_works.held(account), theirs)
    assert count(Mandate) == count(MandateRecord) == 0


def test_nobody_gives_one_to_oneself_to_nobody_or_for_a_day_that_is_over(app, account):
    held, to = road_works.held(account), people.active()
    waiting, gone = people.pending(), people.active()
    with transaction():
        gone.suspended_at = gone.activated_at
    cases = [
        (siret_of(account), today(), MandateToSelf),
        (people.new_siret(), today(), MandataryUnknown),
        (siret_of(waiting), today(), MandataryUnknown),
        (siret_of(gone), today(), MandataryUnknown),
        (siret_of(to), today() - timedelta(days=1), UntilPast),
        (siret_of(to), date(9999, 12, 31), DayImplausible),
    ]
    for siret, until, refusal in cases:
        with pytest.raises(refusal):
            give([held], siret=siret, until=until, actor=of(account))
    assert count(Mandate) == 0
    assert given(account, to, held, days=0).is_live, "its last day is today"


def test_given_twice_it_is_one_mandate_and_one_mail(app, account):
    held, to = road_works.held(account), people.active()
    first = given(account, to, held)
    assert given(account, to, held) is first
    assert count(Mandate) == 1 and len(mails_of("mandate-given", to=to.email)) == 1


def test_given_twice_at_once_it_is_one_mandate(app, account):
    held, to = road_works.held(account).id, people.active().id
    who = account.id

    def once_more() -> int:
        return given(get(ProAccount, who), get(ProAccount, to), get(Attachment, held)).id

    outcome = together(app, [once_more] * 4)
    assert len(outcome.made) == 4 and len(set(outcome.made)) == 1 and count(Mandate) == 1
    audit.verify()


def test_a_later_one_takes_over_the_records_of_the_earlier(app, account):
    held, other, to = road_works.held(account), road_works.held(account), people.active()
    first = given(account, to, held, other, days=10)
    longer = given(account, to, held, days=90)
    assert [record.attachment for record in first.open_records] == [other] and first.is_live
    both = given(account, to, held, other, days=120)
    assert (first.ended_how, longer.ended_how) == ("replaced", "replaced") and both.is_live
    assert len(both.open_records) == 2 and first.ended_reason == both.number
    assert mails_of("mandate-ended") == [], "the later one tells it"


def test_a_colleague_who_came_since_acts_by_the_same_mandate_given_again(app, account):
    held, to = road_works.held(account), people.active()
    first = given(account, to, held)
    newcomer = colleague_of(to)
    assert [person.account for person in first.people] == [to], "a SIRET is public, and proves nothing"
    again = given(account, to, held)
    assert [person.account for person in again.people] == [to, newcomer] and not first.is_open


def test_the_database_holds_that_a_company_acts_once_on_a_record(app, account):
    held, to = road_works.held(account), people.active()
    first, other = given(account, to, held), given(account, people.active(), held)
    with pytest.raises(IntegrityError), transaction() as session:
        change = update(MandateRecord).where(MandateRecord.mandate_id == other.id)
        session.execute(change.values(mandatary_id=first.mandatary_id))


@pytest.mark.parametrize(
    "wrong",
    [
        {"mandatary_id": Mandate.company_id},
        {"ended_how": "expired"},
        {"ended_at": Mandate.given_at, "ended_how": "whim"},
        {"ended_at": Mandate.given_at, "ended_how": "staff"},
        {"forgotten_at": Mandate.given_at},
    ],
    ids=[
        "of one company",
        "ended without a moment",
        "ended by a whim",
        "by staff without a reason",
        "forgotten",
    ],
)
def test_the_database_holds_what_a_mandate_is(app, account, wrong):
    made = given(account, people.active())
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Mandate).where(Mandate.id == made.id).values(**wrong))
    db.session.rollback()
    assert made.is_live and actions()[-1] == "mandate-given"


def test_the_face_asks_the_same_before(app, account):
    mandates.check_give(road_works.held(account), of(account))


def test_who_goes_at_this_moment_is_not_let_act(app, account):
    record, to = road_works.held(account).id, people.active()
    me, siret, until = account.id, siret_of(to), today() + timedelta(days=30)

    def hand_over():
        give([get(Attachment, record)], siret=siret, until=until, actor=of(get(ProAccount, me)))

    with behind(app, hand_over) as outcome:
        accounts.erase(to, reason="Départ", actor=of(to))
    assert outcome == ["MandataryUnknown"]
