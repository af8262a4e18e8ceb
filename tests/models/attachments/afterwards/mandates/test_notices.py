"""Both companies are told before a mandate ends, once."""

from __future__ import annotations

from datetime import timedelta

from models.attachments.afterwards.mandates.ending import end
from models.attachments.afterwards.mandates.notices import warn_ending
from tests.support import people
from tests.support.mandates import given
from tests.support.records import mails_of, of

DAY = timedelta(days=1)


def test_both_companies_are_told_a_week_before_its_last_day_and_once(app, account, clock):
    to = people.active()
    given(account, to, days=30)
    assert warn_ending() == 0
    clock.shift(23 * DAY)
    assert warn_ending() == 1 and warn_ending() == 0
    readers = {mail.to for mail in mails_of("mandate-ending")}
    assert readers == {account.email, account.company.email, to.email, to.company.email}


def test_what_is_given_for_a_week_or_has_ended_is_not_announced(app, account, clock):
    given(account, people.active(), days=7)
    ended = given(account, people.active(), days=30)
    end(ended, actor=of(account))
    clock.shift(25 * DAY)
    assert warn_ending() == 0 and mails_of("mandate-ending") == []
