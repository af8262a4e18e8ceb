"""The trail is proved when somebody asks, once at a time, and its head leaves the house every day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from models import audit
from models.kernel import jobs
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Role
from models.reports import audit_checks
from tests.support import people
from tests.support.records import actions, by, mails_of


def test_whoever_reads_the_trail_may_have_it_proved_and_nobody_else(app, agent, supervisor):
    with pytest.raises(NotAllowed):
        audit_checks.request(actor=by(agent))
    assert audit_checks.under_way() is None
    audit_checks.request(actor=by(supervisor))
    assert actions()[-1] == "trail-check-asked"


def test_one_check_at_a_time(app, supervisor):
    audit_checks.request(actor=by(supervisor))
    audit_checks.request(actor=by(supervisor))
    assert len(jobs.claim("me")) == 1


def test_a_check_says_how_far_it_is_and_keeps_its_lease(app, supervisor):
    audit_checks.request(actor=by(supervisor))
    assert audit_checks.under_way().begun is False
    [job] = jobs.claim("me")
    with time_machine.travel(now() + timedelta(minutes=4), tick=False):
        audit_checks.progressed(job.id, 2)
        progress = audit_checks.under_way()
        assert (progress.seen, progress.total, progress.begun) == (2, audit.head()["sequence"], True)
        assert job.leased_until == now() + jobs.LEASE


def test_the_head_is_mailed_to_administrators_once_a_day(app, supervisor):
    admin, _ = people.staff(Role.ADMIN), people.staff(Role.SUPERVISOR)
    with time_machine.travel(now().replace(hour=9), tick=False) as clock:
        assert [audit_checks.mail_head(), audit_checks.mail_head()] == [1, 0]
        [mail] = mails_of("trail-head")
        assert mail.to == admin.email and mail.params == audit.head()
        clock.shift(timedelta(days=1))
        assert audit_checks.mail_head() == 1


def test_an_empty_trail_has_no_head_to_tell(app):
    assert audit_checks.mail_head() == 0


def test_a_result_tells_the_events_or_the_first_bad_one(app):
    for outcome in ({"events": 7}, {"broken_at": 3}):
        with transaction():
            audit_checks.record_outcome(outcome, actor=people.SYSTEM)
    assert [event.detail.after for event in audit_checks.list_results()] == [
        '{"broken_at": 3}',
        '{"events": 7}',
    ]


def test_a_trail_is_held_against_a_head_kept_elsewhere_by_those_who_read_it(app, agent, supervisor):
    head = audit.head()
    with pytest.raises(NotAllowed):
        audit_checks.compare(head, actor=by(agent))
    audit_checks.compare(head, actor=by(supervisor))
    audit_checks.compare({**head, "sequence": 9}, actor=by(supervisor))
    assert [event.detail.after for event in audit_checks.list_results()] == [
        '{"broken_at": 4, "head": 9}',
        '{"head": 2}',
    ]
