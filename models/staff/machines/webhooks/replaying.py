"""Sends again what was sent before, under its own number: one delivery, or those of a period."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, update

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.staff.machines.webhooks import queue
from models.staff.machines.webhooks.standing import check_stands, demand_management, take
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription
from models.values.days import PARIS


class DeliveryPending(DomainError):
    """It is owed still, and goes by itself."""


class PeriodRefused(DomainError):
    """The last day comes before the first."""

    field = "until"


class NothingToReplay(DomainError):
    """Nothing of this period was sent, or is kept."""

    field = "since"


def check_replay(delivery: Delivery, actor: Actor) -> None:
    """Raises `SubscriptionRevoked`, `DeliveryPending`."""
    check_stands(delivery.subscription, actor)
    if delivery.state == DeliveryState.OWED:
        raise DeliveryPending


def replay(delivery: Delivery, *, actor: Actor) -> None:
    """Owes one again. Raises `NotAllowed`, or as its check."""
    demand_management(actor)
    subscription = delivery.subscription
    with transaction():
        take(subscription)
        lock_row(delivery)
        check_replay(delivery, actor)
        _owe_again(subscription, Delivery.id == delivery.id)
        after = {"deliveries": 1, "delivery": delivery.message_id}
        audit.record(AuditAction.WEBHOOK_REPLAYED, subscription, actor=actor, after=after)


def replay_period(subscription: Subscription, *, since: date, until: date, actor: Actor) -> int:
    """Owes again what happened from the first day to the last, in its order; returns how many.

    Raises `NotAllowed`, `SubscriptionRevoked`, `PeriodRefused`, `NothingToReplay`.
    """
    demand_management(actor)
    if until < since:
        raise PeriodRefused
    first, end = _midnight(since), _midnight(until + timedelta(days=1))
    period = Delivery.created_at >= first, Delivery.created_at < end
    with transaction():
        take(subscription)
        check_stands(subscription, actor)
        count = _owe_again(subscription, *period)
        if not count:
            raise NothingToReplay
        after = {"deliveries": count, "since": since.isoformat(), "until_day": until.isoformat()}
        audit.record(AuditAction.WEBHOOK_REPLAYED, subscription, actor=actor, after=after)
        return count


def _owe_again(subscription: Subscription, *which: object) -> int:
    """What ended of these is owed; what is owed already stays so. The queue is held."""
    ended = (
        Delivery.subscription_id == subscription.id,
        Delivery.state != DeliveryState.OWED.value,
        *which,
    )
    first = db.session.scalar(select(func.min(Delivery.id)).where(*ended))  # type: ignore[arg-type]
    if first is None:
        return 0
    again = db.session.execute(
        update(Delivery)
        .where(*ended)  # type: ignore[arg-type]
        .values(
            state=DeliveryState.OWED.value,
            ended_at=None,
            due_at=None,
            attempts=0,
            first_tried_at=None,
            replayed_at=now(),
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    queue.arrange(subscription.id, since=first)
    queue.wake(subscription.id, max(now(), subscription.resting_until or now()))
    return len(again)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)
