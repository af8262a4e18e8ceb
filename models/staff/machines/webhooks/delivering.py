"""What the worker reads and writes: the next delivery, what became of it, what a failing receiver costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from models import audit, mails
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import BACK_OFF
from models.kernel.locks import lock_row
from models.kernel.sweeping import BATCH
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.staff.machines.webhooks import queue, signing, tries
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription
from models.staff.queries import list_administrators

ENDURANCE = timedelta(days=5)
"""How long a receiver may fail before nothing is sent to it any more."""

PATIENCE = timedelta(hours=24)
"""How long one message is tried that its receiver takes none of, while it takes others."""

KEPT = timedelta(days=30)
"""How long a delivery is kept once it ended; and how long a subscription may be held without losing any."""

SHOWN = 500
"""Letters of an answer that are kept."""

OF_ONE = frozenset({400, 409, 413, 415, 422})
"""Answers that speak of one message, not of whoever receives it: others go on meanwhile."""

GONE = 410
"""The receiver asks to be told nothing any more."""

LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True)
class Outcome:
    """What a try came to: a status and how the answer begins, or what kept it from one."""

    status: int | None = None
    answer: str = ""
    trouble: str = ""
    milliseconds: int = 0
    wait: float | None = None
    """For how many seconds the receiver asks to be left alone."""

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def find_subscription(number: int) -> Subscription | None:
    """The subscription of that number, as it stands now."""
    return db.session.get(Subscription, number, populate_existing=True)


def find_next(subscription: Subscription) -> Delivery | None:
    """The delivery that has been due for longest; None while there is none, or the receiver rests."""
    moment = now()
    if subscription.is_held or (subscription.resting_until or moment) > moment:
        return None
    query = select(Delivery).where(Delivery.subscription_id == subscription.id, Delivery.due_at <= moment)
    return db.session.scalars(query.order_by(Delivery.due_at, Delivery.id).limit(1)).first()


def list_secrets(subscription: Subscription) -> list[str]:
    """Those that sign now, the newest first."""
    sealed = [subscription.secret]
    if subscription.earlier_secret and subscription.earlier_until and subscription.earlier_until > now():
        sealed.append(subscription.earlier_secret)
    return [signing.unseal(secret) for secret in sealed]


def conclude(delivery: Delivery, outcome: Outcome, *, actor: Actor) -> None:
    """Writes what a try came to, in the transaction under way; the queue is held.

    One that ended meanwhile, or was owed again, was tried all the same: the try counts.
    """
    subscription = delivery.subscription
    lock_row(subscription)
    lock_row(delivery)
    moment = now()
    delivery.attempts += 1
    delivery.tried_at, delivery.first_tried_at = moment, delivery.first_tried_at or moment
    delivery.status, delivery.milliseconds = outcome.status, outcome.milliseconds
    delivery.trouble, delivery.answer = outcome.trouble or None, outcome.answer[:SHOWN] or None
    tries.keep(delivery, moment, delivery.status, delivery.trouble, outcome.milliseconds)
    if outcome.is_delivered:
        _succeeded(subscription, moment)
        _end(delivery, DeliveryState.DELIVERED, moment)
        subscription.delivered += 1
        return
    _failed(subscription, outcome, moment, actor)
    if delivery.state != DeliveryState.OWED:
        return
    if outcome.status in OF_ONE:
        if moment - delivery.first_tried_at >= PATIENCE:
            _end(delivery, DeliveryState.GIVEN_UP, moment)
            subscription.given_up += 1
        else:
            delivery.due_at = moment + BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]


def _succeeded(subscription: Subscription, moment: datetime) -> None:
    subscription.delivered_at = moment
    subscription.failing_since = subscription.failed_at = subscription.resting_until = None
    subscription.failures = 0


def _failed(subscription: Subscription, outcome: Outcome, moment: datetime, actor: Actor) -> None:
    """A receiver that gives no answer to work with rests; five days of failures end it."""
    last = subscription.failed_at
    if subscription.failing_since is None or last is None or moment - last > PATIENCE:
        subscription.failing_since = moment  # a day without a try is no day of failure
    subscription.failed_at = moment
    if outcome.status not in OF_ONE:
        subscription.failures += 1
        rest = BACK_OFF[min(subscription.failures, len(BACK_OFF)) - 1]
        if outcome.wait is not None:
            rest = max(rest, min(timedelta(seconds=outcome.wait), LONGEST_REST))
        subscription.resting_until = moment + rest
    is_gone = outcome.status == GONE
    if not subscription.is_held and (is_gone or moment - subscription.failing_since >= ENDURANCE):
        _disable(subscription, "gone" if is_gone else "failing", moment, actor)


def _disable(subscription: Subscription, reason: str, moment: datetime, actor: Actor) -> None:
    since = subscription.failing_since or moment
    subscription.disabled_at = moment
    audit.record(AuditAction.WEBHOOK_DISABLED, subscription, actor=actor, reason=f"webhook-{reason}")
    params = {"host": subscription.label, "failing_since": since.isoformat(), "subscription": subscription.id}
    for keeper in list_administrators():
        mails.notify(MailKind.WEBHOOK_DISABLED, keeper.email, params=params, agent=keeper)


def _end(delivery: Delivery, state: DeliveryState, moment: datetime) -> None:
    """It is over: what waits behind it is due."""
    delivery.state, delivery.ended_at, delivery.due_at = state.value, moment, None
    db.session.flush()
    query = select(Delivery).where(
        Delivery.subscription_id == delivery.subscription_id,
        Delivery.subject == delivery.subject,
        Delivery.state == DeliveryState.OWED.value,
    )
    following = db.session.scalars(query.order_by(Delivery.id).limit(1)).first()
    if following is not None and following.due_at is None:
        following.due_at = moment


def _list_due() -> list[int]:
    query = select(Subscription.id).where(
        Subscription.revoked_at.is_(None),
        Subscription.paused_at.is_(None),
        Subscription.disabled_at.is_(None),
    )
    due = select(Delivery.id).where(Delivery.subscription_id == Subscription.id, Delivery.due_at <= now())
    return list(db.session.scalars(query.where(due.exists()).order_by(Subscription.id)))


def tend() -> None:
    """Owes a turn to each subscription that has something due: one was buried, should a fault be ours."""
    for number in _list_due():
        with transaction():
            subscription = find_subscription(number)
            assert subscription is not None
            queue.wake(number, max(now(), subscription.resting_until or now()))


def sweep() -> int:
    """Forgets the deliveries that ended a month ago; returns how many.

    What is owed is not forgotten for its age: a receiver that fails is given up after five days, and who
    resumes within a month after that, or after a pause, misses nothing.
    """
    for number in _list_held_for_long():
        _give_up_old(number)
    return swept(Delivery, Delivery.ended_at, Delivery.ended_at < now() - KEPT)


def _list_held_for_long() -> list[int]:
    limit = now() - KEPT
    query = select(Subscription.id).where(
        Subscription.revoked_at.is_(None),
        or_(Subscription.paused_at < limit, Subscription.disabled_at < limit),
    )
    return list(db.session.scalars(query.order_by(Subscription.id)))


def _give_up_old(number: int) -> None:
    """Nobody resumed for a month: what has been owed for as long ends, counted, and may be replayed yet."""
    moment = now()
    old = (
        select(Delivery.id)
        .where(
            Delivery.subscription_id == number,
            Delivery.created_at < moment - KEPT,
            Delivery.state == DeliveryState.OWED.value,
        )
        .order_by(Delivery.created_at, Delivery.id)
        .limit(BATCH)
    )
    while True:
        with transaction() as session:
            queue.lock_queue(number)
            subscription = find_subscription(number)
            assert subscription is not None
            lock_row(subscription)
            if not subscription.is_held or not (numbers := list(session.scalars(old))):
                return  # resumed meanwhile, or done
            ended = {"state": DeliveryState.GIVEN_UP.value, "ended_at": moment, "due_at": None}
            session.execute(
                update(Delivery)
                .where(Delivery.id.in_(numbers))
                .values(**ended, trouble="held-too-long")
                .execution_options(synchronize_session=False)
            )
            subscription.given_up += len(numbers)
            queue.arrange(number)
