"""What became of a try: the next of a subject waits for it; a failing receiver rests, and is let go."""

from __future__ import annotations

from datetime import timedelta

from models import accounts
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Delivery, DeliveryState, SubscriptionState, delivering
from models.staff.machines.webhooks.delivering import Outcome
from tests.support import hooks, people
from tests.support.callers import ADMIN
from tests.support.hooks import AMISS, BROKEN, TAKEN
from tests.support.records import count, events, mails_of

SOME = ("account.created", "account.activated", "account.suspended")


def suspended():
    """A person whose account was created, activated and suspended."""
    person = people.active()
    accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
    return person


def test_what_concerns_one_subject_is_sent_in_its_order(app):
    subscription, _ = hooks.subscribed(events=SOME)
    first, second = suspended(), suspended()
    tried = hooks.send_all(subscription)
    for person in (first, second):
        assert [line for line in tried if line.startswith(f"account:{person.id} ")] == [
            f"account:{person.id} {event}" for event in SOME
        ]
    assert subscription.delivered == 6


def test_a_message_that_is_refused_keeps_back_its_own_subject_alone(app, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    other = suspended()
    refused = delivering.find_next(subscription)
    hooks.conclude(refused, AMISS)
    assert [line.split()[0] for line in hooks.send_all(subscription)] == [f"account:{other.id}"] * 3
    clock.shift(61)
    assert len(hooks.send_all(subscription)) == 3, "then it is tried again, and the others follow"


def test_a_receiver_in_trouble_rests_for_1_5_15_60_minutes(app, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended(), suspended()
    rests = []
    for _ in range(5):
        assert len(hooks.send_all(subscription, BROKEN)) == 1, "one try finds out for all"
        rests.append(round((subscription.resting_until - now()).total_seconds() / 60))
        clock.shift(rests[-1] * 60 + 1)
    assert rests == [1, 5, 15, 60, 60] and subscription.state is SubscriptionState.FAILING
    assert len(hooks.send_all(subscription)) == 6 and subscription.state is SubscriptionState.ACTIVE


def test_a_receiver_may_ask_for_more_rest_but_not_for_days(app):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    hooks.send_all(subscription, Outcome(503, wait=900.0))
    assert subscription.resting_until - now() > timedelta(minutes=14)
    webhooks.pause(subscription, actor=ADMIN)
    webhooks.resume(subscription, actor=ADMIN)
    hooks.send_all(subscription, Outcome(429, wait=1e9))
    assert subscription.resting_until - now() <= timedelta(hours=1)


def test_a_message_that_is_refused_for_a_day_is_given_up_and_the_next_follows(app, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    poison = delivering.find_next(subscription)
    for _ in range(40):
        if poison.state != DeliveryState.OWED:
            break
        hooks.conclude(poison, AMISS)
        clock.shift(3600)
    assert poison.state == DeliveryState.GIVEN_UP and poison.attempts >= 24
    assert (subscription.given_up, subscription.state) == (1, SubscriptionState.FAILING)
    assert len(hooks.send_all(subscription)) == 2


def test_after_five_days_of_failures_nothing_is_sent_and_administrators_are_told(app, admin, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    begun = now()
    while subscription.state is not SubscriptionState.DISABLED:
        assert now() - begun < timedelta(days=6)
        hooks.send_all(subscription, BROKEN)
        clock.shift(3601)
    assert timedelta(days=5) <= now() - begun < timedelta(days=5, hours=2)
    [mail] = mails_of("webhook-disabled")
    assert mail.to == admin.email and mail.params["host"] == "recepteur.example.org"
    assert [event.detail.reason for event in events("webhook-disabled")] == ["webhook-failing"]
    assert all(delivery.state == DeliveryState.OWED for delivery in hooks.owed(subscription))
    webhooks.resume(subscription, actor=ADMIN)
    assert len(hooks.send_all(subscription)) == 3, "nothing was lost"


def test_days_without_a_try_are_no_days_of_failure(app, clock):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    hooks.send_all(subscription, BROKEN)
    clock.shift(6 * 24 * 3600)
    hooks.send_all(subscription, BROKEN)
    assert subscription.state is SubscriptionState.FAILING


def test_a_receiver_that_is_gone_is_told_nothing_more(app, admin):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    assert len(hooks.send_all(subscription, Outcome(410))) == 1
    assert subscription.state is SubscriptionState.DISABLED and len(mails_of("webhook-disabled")) == 1


def test_what_was_revoked_while_it_was_under_way_stays_so(app):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    delivery = delivering.find_next(subscription)
    webhooks.revoke(subscription, actor=ADMIN)
    hooks.conclude(delivery, BROKEN)
    assert {each.state for each in hooks.owed(subscription)} == {DeliveryState.GIVEN_UP}
    assert delivering.find_next(subscription) is None


def test_answers_are_kept_short(app):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    delivery = delivering.find_next(subscription)
    hooks.conclude(delivery, Outcome(500, "x" * 9_000))
    assert len(delivery.answer) == delivering.SHOWN


def test_a_delivery_is_forgotten_a_month_after_it_ended(app, noon):
    subscription, _ = hooks.subscribed(events=SOME)
    webhooks.pause(subscription, actor=ADMIN)
    suspended()
    noon.shift(timedelta(days=20))
    webhooks.resume(subscription, actor=ADMIN)
    hooks.send_all(subscription)
    count_sent = len(hooks.owed(subscription))
    noon.shift(timedelta(days=29))
    assert delivering.sweep() == 0
    noon.shift(timedelta(days=1, hours=1))
    assert delivering.sweep() == count_sent and hooks.owed(subscription) == []


def test_what_is_owed_is_forgotten_neither_in_a_pause_nor_after_failures_while_resuming_is_promised(
    app, noon
):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    noon.shift(timedelta(days=20))
    webhooks.pause(subscription, actor=ADMIN)
    noon.shift(timedelta(days=29))
    assert delivering.sweep() == 0
    owed = hooks.owed(subscription)
    webhooks.resume(subscription, actor=ADMIN)
    assert len(hooks.send_all(subscription)) == len(owed) > 1


def test_what_is_owed_to_a_receiver_that_runs_is_never_forgotten(app, noon):
    subscription, _ = hooks.subscribed(events=SOME)
    suspended()
    noon.shift(timedelta(days=400))
    assert delivering.sweep() == 0
    assert len(hooks.send_all(subscription)) == len(hooks.owed(subscription))


def test_after_a_month_at_rest_what_is_as_old_is_given_up_and_may_be_replayed(app, noon):
    subscription, _ = hooks.subscribed(events=SOME)
    webhooks.pause(subscription, actor=ADMIN)
    person = people.active()
    old = len(hooks.owed(subscription))
    noon.shift(timedelta(days=20))
    accounts.suspend(person, reason="Un essai", actor=people.SYSTEM)
    noon.shift(timedelta(days=10, hours=1))
    assert delivering.sweep() == 0
    *given_up, left = hooks.owed(subscription)
    assert {(each.state, each.trouble) for each in given_up} == {("given-up", "held-too-long")}
    assert len(given_up) == old == subscription.given_up
    assert left.event == "account.suspended" and left.due_at is not None
    webhooks.replay(given_up[0], actor=ADMIN)
    webhooks.resume(subscription, actor=ADMIN)
    assert len(hooks.send_all(subscription)) == 2


def test_a_turn_that_was_lost_is_owed_anew(app):
    hooks.subscribed(events=SOME)
    people.pending()
    with transaction():
        db.session.execute(db.update(Job).where(Job.kind == "webhooks").values(dead_at=now()))
    delivering.tend()
    job = db.session.scalars(db.select(Job).where(Job.kind == "webhooks")).one()
    assert job.is_waiting and count(Delivery) == 1


def test_outcomes_between_200_and_299_are_deliveries():
    assert TAKEN.is_delivered and Outcome(200).is_delivered
    assert not any(Outcome(status).is_delivered for status in (None, 199, 301, 302, 404, 500))
