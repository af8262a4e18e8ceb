"""Workers killed while they send webhooks: nothing is lost or out of its order, a week is sent again."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from models import accounts
from models.kernel.base import db
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Delivery, DeliveryState, Subscription
from models.values.days import today
from tests.faults.conftest import Spawn, until
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.servers.receiver import Receiver, receiving

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

SOME = ("account.created", "account.activated", "account.suspended", "account.restored")
PATIENCE = 300.0
"""Seconds: a busy machine takes half a minute to start a worker."""

HERE = {"webhook_networks": "127.0.0.0/8"}


def happen(count: int) -> None:
    """So many people, of each four events."""
    for _ in range(count):
        person = people.active()
        accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
        accounts.restore(person, reason="Un essai", actor=people.SYSTEM)


def left(subscription: Subscription) -> int:
    owed = Delivery.subscription_id == subscription.id, Delivery.state == DeliveryState.OWED.value
    return db.session.scalar(db.select(db.func.count()).select_from(Delivery).where(*owed)) or 0


def arrived(receiver: Receiver) -> dict[int, list[str]]:
    """By person what arrived, in its order, without what came again."""
    seen: set[str] = set()
    found: dict[int, list[str]] = defaultdict(list)
    for call in list(receiver.calls):
        if call.number not in seen:
            seen.add(call.number)
            found[call.message["data"]["id"]].append(call.message["type"])
    return found


def in_order(receiver: Receiver) -> list[list[int]]:
    """By person the places of what arrived, what came again too: never back."""
    places: dict[int, list[int]] = defaultdict(list)
    for call in list(receiver.calls):
        places[call.message["data"]["id"]].append(SOME.index(call.message["type"]))
    return [each for each in places.values() if any(a > b for a, b in itertools.pairwise(each))]


def test_several_workers_tell_one_subscriber_in_order(spawn: Spawn) -> None:
    with receiving() as receiver:
        subscriptions = [hooks.subscribed(receiver.url, SOME)[0] for _ in range(2)]
        happen(25)
        workers = [spawn("worker", **HERE) for _ in range(3)]
        assert until(lambda: not any(map(left, subscriptions)), PATIENCE)
        happen(10)
        assert until(lambda: not any(map(left, subscriptions)), PATIENCE)
        counts = Counter(call.number for call in receiver.calls)
        assert len(counts) == 140 and set(counts.values()) == {2}, "one each"
        assert set(map(tuple, arrived(receiver).values())) == {SOME}
        for worker in workers:
            worker.terminate()


def test_a_killed_worker_loses_nothing_and_a_week_is_sent_again_whole(spawn: Spawn) -> None:
    with receiving() as receiver:
        receiver.delay = 0.01
        subscription, secret = hooks.subscribed(receiver.url, SOME)
        happen(30)
        killed = 0
        while left(subscription) and killed < 4:
            since = len(receiver.calls)
            worker = spawn("worker", **HERE)
            assert until(
                lambda since=since: len(receiver.calls) > since + 12 or not left(subscription), PATIENCE
            )  # type: ignore[misc]
            worker.kill()
            worker.wait()
            killed += 1
        last = spawn("worker", **HERE)
        assert until(lambda: not left(subscription), PATIENCE), "the job of the dead was not taken back"
        counts = Counter(call.number for call in receiver.calls)
        assert len(counts) == 120 and sum(counts.values()) - 120 <= killed and max(counts.values()) <= 2
        assert in_order(receiver) == [] and set(map(tuple, arrived(receiver).values())) == {SOME}
        assert all(call.is_signed_with(secret) for call in receiver.calls)
        before = len(receiver.calls)
        week = {"since": today() - timedelta(days=6), "until": today()}
        assert webhooks.replay_period(subscription, **week, actor=ADMIN) == 120
        assert until(lambda: len(receiver.calls) > before + 20, PATIENCE)
        last.kill()
        last.wait()
        spawn("worker", **HERE)
        assert until(lambda: not left(subscription), PATIENCE)
        again = Counter(call.number for call in receiver.calls[before:])
        assert again.keys() == counts.keys() and sum(again.values()) <= 121
