"""How far the campaign is: counted when something has happened, never further than what is read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments
from models.concessions import ConcessionKind
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.reports import progress
from models.reports.progress import CampaignCount, Share
from tests.support.records import CODE, by, concession, count, of

WHY = "Vu avec Mme Le Goff, service travaux."


def held(account, agent, **facts):
    return attachments.attach(
        concession(**facts), account, evidence="code", access_code=CODE, actor=by(agent)
    )


def counted():
    db.session.rollback()
    assert progress.count()
    return progress.read()


def test_records_are_counted_by_kind_the_closed_ones_only_while_they_are_attached(app, account, agent):
    held(account, agent)
    concession(), concession(closed=True), concession(kind="eau")
    gone = held(account, agent)
    with transaction():
        gone.concession.closed_at = now()
    figures = counted()
    assert figures.kinds == {ConcessionKind.VOIRIE: Share(2, 3, 2), ConcessionKind.EAU: Share(0, 1)}
    assert (figures.whole, figures.whole.percent, figures.whole.left) == (Share(2, 4, 2), 50, 2)
    assert figures.counted_at is not None


def test_what_waits_for_a_supervisor_is_not_attached_yet_and_what_ended_no_more(app, account, agent):
    attachments.attach(concession(), account, evidence="other", justification=WHY, actor=by(agent))
    attachments.detach(held(account, agent), reason="Erreur", actor=by(agent))
    figures = counted()
    assert figures.whole == Share(0, 2)


def test_a_quiet_minute_counts_nothing(app, account, agent):
    held(account, agent)
    assert progress.count() and not progress.count()
    assert count(CampaignCount) == 1
    held(account, agent)
    assert progress.count()


def test_two_weeks_tell_the_pace_and_how_long_is_left(app, account, agent, clock):
    clock.shift(timedelta(days=-10))
    held(account, agent)
    clock.shift(timedelta(days=10))
    for _ in range(2):
        held(account, agent)
    for _ in range(5):
        concession()
    whole = counted().whole
    assert (whole.week, whole.week_before, whole.weeks_left) == (2, 1, 3)
    clock.shift(timedelta(minutes=30))
    assert not progress.count()
    clock.shift(timedelta(days=7))
    whole = counted().whole
    assert (whole.week, whole.week_before) == (0, 2), "time goes on where nothing happens"
    assert whole.weeks_left is None, "without a pace nobody can tell"


def test_nothing_counted_is_nothing_told(app):
    figures = progress.read()
    assert (figures.whole, figures.kinds, figures.counted_at) == (Share(0, 0), {}, None)
    assert figures.whole.percent == 0


@pytest.mark.parametrize(("attached", "percent"), [(0, 0), (999, 99), (1000, 100)])
def test_a_hundred_is_said_when_nothing_is_left(attached, percent):
    assert Share(attached, 1000).percent == percent


def test_a_person_attaches_for_themselves_and_it_counts(app, account):
    record = concession()
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    assert counted().whole == Share(1, 1, 1)
