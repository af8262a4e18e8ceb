"""What was sent is sent again under its own number: one delivery, or a period, in its order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.permissions import Role
from models.staff.machines import webhooks
from models.staff.machines.webhooks import delivering
from models.values.days import today
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.hooks import BROKEN
from tests.support.records import events

SOME = ("account.created", "account.activated", "account.suspended")


def test_one_is_sent_again_under_its_number(app):
    subscription, _ = hooks.subscribed(events=SOME)
    people.active()
    hooks.send_all(subscription)
    first, _ = hooks.owed(subscription)
    number = first.message_id
    webhooks.replay(first, actor=ADMIN)
    assert first.replayed_at is not None and first.attempts == 0
    assert hooks.send_all(subscription) == [f"{first.subject} account.created"]
    assert hooks.owed(subscription)[0].message_id == number
    (event,) = events("webhook-replayed")
    assert '"deliveries": 1' in event.detail.after


def test_a_week_is_sent_again_in_its_order_and_no_day_more(app, noon):
    subscription, _ = hooks.subscribed(events=SOME)
    people.active()
    noon.shift(timedelta(days=8))
    since = today()
    person = people.active()
    noon.shift(timedelta(days=3))
    accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
    hooks.send_all(subscription)
    assert webhooks.replay_period(subscription, since=since, until=today(), actor=ADMIN) == 3
    assert hooks.send_all(subscription) == [f"account:{person.id} {event}" for event in SOME]


def test_what_is_owed_already_waits_behind_what_is_replayed_before_it(app, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    person = people.active()
    hooks.send_all(subscription)
    accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
    assert delivering.find_next(subscription).event == "account.suspended"
    webhooks.replay_period(subscription, since=today(), until=today(), actor=ADMIN)
    assert hooks.send_all(subscription) == [f"account:{person.id} {event}" for event in SOME]


def test_a_receiver_that_rests_is_left_alone_by_a_replay(app):
    subscription, _ = hooks.subscribed(events=SOME)
    people.pending()
    hooks.send_all(subscription)
    people.pending()
    hooks.send_all(subscription, BROKEN)
    webhooks.replay_period(subscription, since=today(), until=today(), actor=ADMIN)
    assert hooks.send_all(subscription) == []


def test_what_cannot_be_replayed_says_why(app):
    subscription, _ = hooks.subscribed(events=SOME)
    people.pending()
    (pending,) = hooks.owed(subscription)
    with pytest.raises(webhooks.DeliveryPending):
        webhooks.replay(pending, actor=ADMIN)
    with pytest.raises(webhooks.NothingToReplay):
        webhooks.replay_period(subscription, since=today(), until=today(), actor=ADMIN)
    with pytest.raises(webhooks.PeriodRefused):
        webhooks.replay_period(subscription, since=today(), until=today() - timedelta(days=1), actor=ADMIN)
    webhooks.revoke(subscription, actor=ADMIN)
    with pytest.raises(webhooks.SubscriptionRevoked):
        webhooks.replay(hooks.owed(subscription)[0], actor=ADMIN)


def test_only_administrators_replay(app):
    subscription, _ = hooks.subscribed(events=SOME)
    people.pending()
    hooks.send_all(subscription)
    (delivery,) = hooks.owed(subscription)
    other = Actor("agent", 1, "Aline", Role.SUPERVISOR.value)
    with pytest.raises(NotAllowed):
        webhooks.replay(delivery, actor=other)
    with pytest.raises(NotAllowed):
        webhooks.replay_period(subscription, since=today(), until=today(), actor=other)
