"""What happens arrives at a real receiver: signed, in order, again after a fault, under one number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from console.jobs import webhooks as job
from console.jobs.context import Context
from console.jobs.kinds import JOBS
from models import accounts
from models.kernel.base import db
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.staff.machines import webhooks
from models.staff.machines.webhooks import DeliveryState, Subscription, SubscriptionState
from models.values.days import today
from tests.console.jobs.conftest import turn_of
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.servers.receiver import Receiver

SOME = ("account.created", "account.activated", "account.suspended")


@pytest.fixture
def deliver(make_app: Callable[..., Flask], app: Flask, tmp_path: Path) -> Callable[[], int]:
    """A worker that may reach loopback does what is due."""
    return turn_of(make_app(env="development", webhook_networks="127.0.0.0/8"), tmp_path)


def subscribed(receiver: Receiver) -> tuple[Subscription, str]:
    return hooks.subscribed(receiver.url, SOME)


def test_an_event_arrives_signed_with_what_it_is_about(
    deliver: Callable[[], int], receiver: Receiver
) -> None:
    subscription, secret = subscribed(receiver)
    person = people.pending()
    deliver()
    (call,) = receiver.calls
    assert call.is_signed_with(secret) and not call.is_signed_with(secret[:-4] + "AAA=")
    assert call.headers["content-type"] == "application/json"
    message = call.message
    assert message["type"] == "account.created" and message["timestamp"].endswith("Z")
    assert message["data"]["id"] == person.id and message["data"]["company_id"] == person.company_id
    assert message["data"]["url"].endswith(f"/api/v1/accounts/{person.id}")
    (delivery,) = hooks.owed(subscription)
    assert (delivery.state, delivery.status, delivery.attempts) == (DeliveryState.DELIVERED, 204, 1)
    deliver()
    assert len(receiver.calls) == 1


def test_a_failed_try_is_repeated_under_its_number_with_a_new_signature(
    deliver: Callable[[], int], receiver: Receiver, clock: Any
) -> None:
    subscription, secret = subscribed(receiver)
    people.pending()
    receiver.status, receiver.answer = 500, b"en panne"
    deliver()
    (delivery,) = hooks.owed(subscription)
    assert (delivery.state, delivery.status, delivery.answer) == (DeliveryState.OWED, 500, "en panne")
    receiver.status = 200
    deliver()
    assert len(receiver.calls) == 1, "it rests"
    clock.shift(61)
    deliver()
    first, second = receiver.calls
    assert first.number == second.number and first.body == second.body
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert second.is_signed_with(secret)
    assert subscription.state is SubscriptionState.ACTIVE


def test_while_secrets_overlap_either_verifies(deliver: Callable[[], int], receiver: Receiver) -> None:
    subscription, before = subscribed(receiver)
    after = webhooks.renew_secret(subscription, actor=ADMIN).secret
    people.pending()
    deliver()
    assert after is not None
    assert receiver.calls[0].is_signed_with(before) and receiver.calls[0].is_signed_with(after)


def test_a_pause_holds_and_a_resumption_sends_what_was_owed(
    deliver: Callable[[], int], receiver: Receiver
) -> None:
    subscription, _ = subscribed(receiver)
    webhooks.pause(subscription, actor=ADMIN)
    person = people.active()
    deliver()
    assert receiver.calls == []
    webhooks.resume(subscription, actor=ADMIN)
    accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
    deliver()
    assert [call.message["type"] for call in receiver.calls] == list(SOME)


def test_a_week_is_replayed_whole_under_its_numbers(
    deliver: Callable[[], int], receiver: Receiver, noon: Any
) -> None:
    subscription, _ = subscribed(receiver)
    since = today()
    for _ in range(7):
        people.active()
        noon.shift(timedelta(days=1))
    deliver()
    numbers = [call.number for call in receiver.calls]
    assert len(set(numbers)) == len(numbers) == 14
    assert webhooks.replay_period(subscription, since=since, until=today(), actor=ADMIN) == 14
    deliver()
    assert sorted(call.number for call in receiver.calls[14:]) == sorted(numbers)


def test_a_turn_is_over_after_its_slice_and_goes_on(
    deliver: Callable[[], int], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    def run(owed: Job, context: Context) -> None:
        turns.append(len(receiver.calls))
        job.run(owed, context)

    subscribed(receiver)
    people.active()
    people.active()
    monkeypatch.setitem(JOBS, JobKind.WEBHOOKS, run)
    monkeypatch.setattr(job, "SLICE", 0.0)
    deliver()
    assert turns == [0, 1, 2, 3] and len(receiver.calls) == 4, "one at least each turn, and no more"


def test_a_private_address_is_refused_at_each_try(
    make_app: Callable[..., Any], app: Any, receiver: Receiver, tmp_path: Any
) -> None:
    subscription, _ = subscribed(receiver)
    people.pending()
    turn_of(make_app(env="development"), tmp_path)()
    (delivery,) = hooks.owed(subscription)
    assert (delivery.trouble, delivery.status, receiver.calls) == ("refused-address", None, [])


def test_a_secret_sealed_under_another_key_is_a_failure_that_is_told(
    deliver: Callable[[], int], receiver: Receiver
) -> None:
    subscription, _ = subscribed(receiver)
    people.pending()
    with transaction():
        subscription.secret = "unreadable"
    deliver()
    (delivery,) = hooks.owed(subscription)
    assert delivery.trouble == "unreadable-secret" and receiver.calls == []


def test_a_subscription_has_one_job_however_much_is_owed(app: Any, receiver: Receiver) -> None:
    subscribed(receiver)
    for _ in range(3):
        people.active()
    jobs = db.session.scalars(db.select(Job).where(Job.kind == "webhooks")).all()
    assert len(jobs) == 1
