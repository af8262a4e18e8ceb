"""Each try of a delivery is kept, the last twenty of them, until the delivery goes."""

from __future__ import annotations

from datetime import timedelta

from models.staff.machines import webhooks
from models.staff.machines.webhooks import delivering
from models.staff.machines.webhooks.delivering import Outcome
from models.staff.machines.webhooks.tries import KEPT, DeliveryTry, list_tries
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.hooks import AMISS, TAKEN
from tests.support.records import count


def owed():
    """A subscription, and the one delivery that it is owed."""
    subscription, _ = hooks.subscribed(events=("account.created",))
    people.pending()
    (delivery,) = hooks.owed(subscription)
    return subscription, delivery


def test_each_try_tells_when_it_was_what_came_of_it_and_how_long_it_was(app, clock):
    subscription, delivery = owed()
    hooks.conclude(delivery, Outcome(trouble="timeout", milliseconds=10_001))
    first = delivery.tried_at
    clock.shift(61)
    hooks.conclude(delivery, Outcome(204, milliseconds=12))
    later, earlier = list_tries(delivery)
    assert (earlier.at, earlier.status, earlier.trouble, earlier.milliseconds) == (
        first,
        None,
        "timeout",
        10_001,
    )
    assert (later.at, later.status, later.trouble, later.milliseconds) == (delivery.tried_at, 204, None, 12)


def test_what_was_tried_before_a_replay_is_told_beside_what_came_after(app):
    subscription, delivery = owed()
    hooks.send_all(subscription)
    webhooks.replay(delivery, actor=ADMIN)
    hooks.send_all(subscription, AMISS)
    assert [each.status for each in list_tries(delivery)] == [422, 204] and delivery.attempts == 1


def test_of_many_tries_the_last_are_kept_and_another_delivery_keeps_its_own(app):
    _, other = owed()
    hooks.conclude(other, AMISS)
    _, delivery = owed()
    for number in range(KEPT + 5):
        hooks.conclude(delivery, Outcome(400, milliseconds=number))
    assert [each.milliseconds for each in list_tries(delivery)] == list(range(KEPT + 4, 4, -1))
    assert len(list_tries(other)) == 1


def test_tries_go_with_their_delivery(app, noon):
    _, delivery = owed()
    for _ in range(3):
        hooks.conclude(delivery, TAKEN)
    assert count(DeliveryTry) == 3
    noon.shift(delivering.KEPT + timedelta(hours=1))
    assert delivering.sweep() == 1 and count(DeliveryTry) == 0
