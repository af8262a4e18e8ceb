"""Subscriptions are made and held by administrators, to addresses that lead out; secrets are told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.permissions import Role
from models.staff.machines import webhooks
from models.staff.machines.webhooks import (
    Delivery,
    DeliveryState,
    Subscription,
    SubscriptionState,
    delivering,
)
from models.staff.machines.webhooks.subscribing import OVERLAP
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.records import actions, count, events

URL = "https://recepteur.example.org/bascule?cle=abc"


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_administrators_subscribe_and_hold(app, role):
    subscription, _ = hooks.subscribed()
    other = Actor("agent", 1, "Aline", role.value)
    verbs = (webhooks.pause, webhooks.resume, webhooks.revoke, webhooks.renew_secret, webhooks.try_out)
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb(subscription, actor=other)
    with pytest.raises(NotAllowed):
        webhooks.change_events(subscription, events=("account.created",), actor=other)
    with pytest.raises(NotAllowed):
        webhooks.subscribe(URL, events=("account.created",), targets=hooks.LOOPBACK, actor=other)
    assert count(Subscription) == 1 and subscription.state is SubscriptionState.ACTIVE


def test_the_secret_is_sealed_and_the_trail_names_the_host_alone(app):
    subscription, secret = hooks.subscribed(URL)
    row = db.session.execute(db.select(Subscription.__table__)).mappings().one()
    assert secret.startswith("whsec_") and secret not in map(str, row.values())
    (event,) = events("webhook-created")
    assert event.detail.subject_label == "recepteur.example.org"
    assert "abc" not in event.detail.after and secret not in event.detail.after
    assert delivering.list_secrets(subscription) == [secret]


def test_a_new_secret_overlaps_with_the_one_before_for_a_day(app, clock):
    subscription, before = hooks.subscribed()
    after = webhooks.renew_secret(subscription, submission="a" * 20, actor=ADMIN).secret
    assert webhooks.renew_secret(subscription, submission="a" * 20, actor=ADMIN).secret is None
    assert delivering.list_secrets(subscription) == [after, before]
    clock.shift(OVERLAP + timedelta(seconds=1))
    assert delivering.list_secrets(subscription) == [after]


def test_a_double_click_subscribes_once(app):
    made = [
        webhooks.subscribe(
            URL, events=("account.created",), targets=hooks.LOOPBACK, submission="b" * 20, actor=ADMIN
        )
        for _ in range(2)
    ]
    assert made[0].subscription.id == made[1].subscription.id and made[1].secret is None


def test_a_subscription_to_nothing_is_refused(app):
    for wanted in ((), ("code.tried",)):
        with pytest.raises(webhooks.EventsMissing):
            webhooks.subscribe(URL, events=wanted, targets=hooks.LOOPBACK, actor=ADMIN)


def test_a_pause_is_resumed_and_a_revocation_is_not(app):
    subscription, _ = hooks.subscribed()
    with pytest.raises(webhooks.SubscriptionRuns):
        webhooks.resume(subscription, actor=ADMIN)
    webhooks.pause(subscription, actor=ADMIN)
    with pytest.raises(webhooks.SubscriptionStands):
        webhooks.pause(subscription, actor=ADMIN)
    webhooks.resume(subscription, actor=ADMIN)
    people.pending()
    webhooks.revoke(subscription, actor=ADMIN)
    webhooks.revoke(subscription, actor=ADMIN)
    assert {delivery.state for delivery in hooks.owed(subscription)} == {DeliveryState.GIVEN_UP}
    for verb in (webhooks.pause, webhooks.resume, webhooks.renew_secret, webhooks.try_out):
        with pytest.raises(webhooks.SubscriptionRevoked):
            verb(subscription, actor=ADMIN)
    assert actions().count("webhook-revoked") == 1


def test_other_events_are_told_from_then_on(app):
    subscription, _ = hooks.subscribed(events=("request.filed",))
    webhooks.change_events(subscription, events=("account.created",), actor=ADMIN)
    webhooks.change_events(subscription, events=("account.created",), actor=ADMIN)
    people.pending()
    assert [delivery.event for delivery in hooks.owed(subscription)] == ["account.created"]
    assert actions().count("webhook-changed") == 1


def test_a_trial_is_owed_and_leaves_its_event(app):
    subscription, _ = hooks.subscribed(events=("request.filed",))
    made = webhooks.try_out(subscription, actor=ADMIN)
    assert (made.event, made.subject) == ("webhook.test", f"webhook:{subscription.id}")
    assert hooks.send_all(subscription) == [f"webhook:{subscription.id} webhook.test"]
    assert count(Delivery) == 1 and "webhook-tested" in actions()
