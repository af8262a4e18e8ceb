"""The one job of a subscription: it sends what is due, and sleeps; whoever owes something wakes it.

One job sends to one subscription at a time, on however many workers. Its row is the lock of the queue, taken
before the subscription's own and before the trail's: whoever owes an event, and the worker that ends a turn,
are one behind the other, so that a delivery's number tells its place, and none is owed unseen.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job, JobKind
from models.kernel.locks import locked
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription


def _key(subscription_id: int) -> str:
    return f"{JobKind.WEBHOOKS.value}:{subscription_id}"


def lock_queue(subscription_id: int) -> None:
    """Keeps others out of the queue until the transaction under way ends."""
    db.session.execute(locked(select(Job.id).where(Job.key == _key(subscription_id)), Job))


def wake(subscription_id: int, at: datetime | None = None) -> None:
    """Owes a turn, in the transaction under way; holds the queue. One under way sees what this adds."""
    payload = {"subscription": subscription_id}
    jobs.revive(JobKind.WEBHOOKS, payload, key=_key(subscription_id), due=at)


def arrange(subscription_id: int, *, since: int = 0) -> None:
    """Lets the first that is owed of each subject be due, and the others wait behind it; the queue is held.

    `since`: only deliveries from this number on are new.
    """
    earlier = aliased(Delivery)
    is_behind = (
        select(earlier.id)
        .where(
            earlier.subscription_id == subscription_id,
            earlier.state == DeliveryState.OWED.value,
            earlier.subject == Delivery.subject,
            earlier.id < Delivery.id,
        )
        .exists()
    )
    mine = (
        Delivery.subscription_id == subscription_id,
        Delivery.state == DeliveryState.OWED.value,
        Delivery.id >= since,
    )
    for changes in (
        update(Delivery).where(*mine, Delivery.due_at.is_(None), ~is_behind).values(due_at=now()),
        update(Delivery).where(*mine, Delivery.due_at.is_not(None), is_behind).values(due_at=None),
    ):
        db.session.execute(changes.execution_options(synchronize_session=False))


def next_moment(subscription: Subscription) -> datetime | None:
    """When something is due next; the queue is held."""
    query = select(Delivery.due_at).where(
        Delivery.subscription_id == subscription.id, Delivery.due_at.is_not(None)
    )
    due = db.session.scalar(query.order_by(Delivery.due_at, Delivery.id).limit(1))
    return None if due is None else max(due, subscription.resting_until or due)
