"""What a company's person may do for another: on the named records, within the days, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments, road_openings
from models.attachments.afterwards import name_referent
from models.attachments.afterwards.mandates.acting import (
    acts_for_any,
    list_attachments_acted_on,
    list_companies_acted_for,
)
from models.attachments.visibility import find_attachment_for_account, list_attachments_for_account
from models.kernel.errors import NotAllowed
from models.road_openings import ConcessionNotHeld, RequestState
from models.road_openings.queries import (
    count_requests_for_account,
    find_request_for_account,
    first_filed_at,
    first_filed_for,
    list_requests_for_account,
    list_requests_made_by,
    usable_attachments,
)
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.records import events, mails_of, of


def test_each_company_is_seen_apart_and_only_its_named_records(app, account):
    other, to = people.active(), people.active()
    named, kept = road_works.held(account), road_works.held(account)
    theirs = road_works.held(other)
    given(account, to, named)
    given(other, to, theirs)
    mine = road_works.filed(account, named)
    secret, others = road_works.filed(account, kept), road_works.filed(other, theirs)
    assert set(list_companies_acted_for(to)) == {account.company, other.company}
    assert (
        list_attachments_acted_on(to, account.company) == [named] == usable_attachments(to, account.company)
    )
    assert list_requests_for_account(to, acting_for=account.company) == [mine]
    assert list_requests_for_account(to, acting_for=other.company) == [others]
    assert list_requests_for_account(to) == [] and usable_attachments(to) == []
    assert count_requests_for_account(to, acting_for=account.company) == 1
    assert find_request_for_account(to, mine.reference) is mine
    assert find_request_for_account(to, secret.reference) is None


def test_who_acts_files_and_follows_and_it_is_told_who_did_so_for_whom(app, account):
    held, to = road_works.held(account), people.active()
    mandate = given(account, to, held)
    made = road_works.filed(to, held)
    assert (made.company, made.account, made.mandate) == (account.company, to, mandate)
    assert [move.mandate for move in made.moves] == [mandate, mandate]
    assert mandate.number in str(events("request-moved")[-1].detail.after)
    assert events("request-drafted")[-1].company_id == account.company_id
    road_openings.move(made, RequestState.WITHDRAWN, actor=of(account))
    assert [move.mandate for move in made.moves] == [mandate, mandate, None]
    assert {account.email, to.email} <= {mail.to for mail in mails_of("request-filed")}


def test_what_was_filed_stays_with_the_company_and_is_nothing_to_who_acted(app, account, agent, clock):
    held, to = road_works.held(account), people.active()
    given(account, to, held, days=1)
    made = road_works.filed(to, held)
    assert list_requests_made_by(to) == [made]
    clock.shift(timedelta(days=2))
    assert find_request_for_account(account, made.reference) is made
    assert find_request_for_account(to, made.reference) is None and list_requests_made_by(to) == []
    with pytest.raises(NotAllowed):
        road_openings.move(made, RequestState.WITHDRAWN, actor=of(to))
    before = len(mails_of("request-moved", to=to.email))
    road_openings.move(made, RequestState.WITHDRAWN, actor=of(account))
    assert len(mails_of("request-moved", to=to.email)) == before
    assert mails_of("request-moved", to=account.email)


def test_it_counts_as_the_first_request_of_the_company_and_not_of_who_acted(app, account):
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    made = road_works.filed(to, held)
    assert first_filed_for(account.company) == made.first_filed_at
    assert first_filed_for(to.company) is None and first_filed_at(to) is None


def test_drafts_of_the_company_itself_are_nobody_else_s(app, account):
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    own, theirs = road_works.drafted(account, held), road_works.drafted(to, held)
    assert list_requests_for_account(to, acting_for=account.company) == [theirs]
    assert find_request_for_account(to, own.reference) is None
    assert find_request_for_account(account, theirs.reference) is theirs, "it is the company's own"
    given(account, to, held, days=60)
    assert find_request_for_account(to, theirs.reference) is theirs, "a later mandate goes on with it"


def test_two_companies_that_act_on_one_record_see_no_draft_of_each_other(app, account):
    held, first, second = road_works.held(account), people.active(), people.active()
    for each in (first, second):
        given(account, each, held)
    draft = road_works.drafted(first, held)
    assert find_request_for_account(second, draft.reference) is None


def test_requests_of_the_old_portal_are_followed_too(app, account):
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    old = road_works.imported(held.concession)
    assert list_requests_for_account(to, acting_for=account.company) == [old]


def test_who_acts_touches_nothing_but_requests(app, account):
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    assert acts_for_any(to) and not attachments.holds_any(to)
    assert find_attachment_for_account(to, held.id) is None
    assert list_attachments_for_account(to, "voirie") == []
    for attempt in (
        lambda: attachments.detach(held, reason="Non", actor=of(to)),
        lambda: name_referent(held, to, actor=of(to)),
        lambda: attachments.add_referent(held, to, actor=of(to)),
        lambda: given(to, people.active(), held),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_request_never_goes_over_to_a_record_of_another_company(app, account):
    other, to = people.active(), people.active()
    held, theirs = road_works.held(account), road_works.held(other)
    given(account, to, held)
    given(other, to, theirs)
    own = road_works.held(to)
    made = road_works.drafted(to, held)
    for elsewhere in (theirs, own, road_works.held(account)):
        with pytest.raises(ConcessionNotHeld):
            road_openings.change(made, road_works.works(), attachment=elsewhere, actor=of(to))
    assert made.concession is held.concession


def test_whoever_has_an_account_of_that_number_later_acts_on_nothing(app, account):
    held, to = road_works.held(account), people.active()
    given(account, to, held)
    stranger = colleague_of(to)
    assert not acts_for_any(stranger) and list_companies_acted_for(stranger) == []
