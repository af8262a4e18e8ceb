"""Makes subscriptions, holds them and ends them: by administrators, each with its event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import update

from models import audit
from models.audit import AuditAction
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.staff.machines.webhooks import queue, signing
from models.staff.machines.webhooks.events import TEST, WebhookEvent
from models.staff.machines.webhooks.owing import new_message_id
from models.staff.machines.webhooks.standing import check_stands, demand_management, take
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription
from models.staff.machines.webhooks.targets import Targets

OVERLAP = timedelta(hours=24)
"""How long the secret before signs beside a new one."""


class EventsMissing(DomainError):
    """A subscription to nothing would be told nothing."""

    field = "events"


class SubscriptionRuns(DomainError):
    """It is not held: there is nothing to resume."""


class SubscriptionStands(DomainError):
    """It is held already."""


class Subscribed(NamedTuple):
    """A subscription and its new secret; None where the same form had made it before."""

    subscription: Subscription
    secret: str | None


def subscribe(
    url: str, *, events: Collection[str], targets: Targets, submission: str | None = None, actor: Actor
) -> Subscribed:
    """A new subscription: what happens from now on is owed to it.

    Raises `NotAllowed`, `TargetRefused`, `TargetNotSecure`, `TargetPrivate`, `EventsMissing`.
    """
    demand_management(actor)
    address, wanted, secret = targets.parse(url), _known(events), signing.draw()
    sealed, made = signing.seal(secret), list[str]()

    def make() -> Subscription:
        row = Subscription(
            url=address,
            events=wanted,
            secret=sealed,
            created_at=now(),
            failures=0,
            delivered=0,
            given_up=0,
        )
        db.session.add(row)
        db.session.flush()
        after = {"host": row.label, "events": wanted}
        audit.record(AuditAction.WEBHOOK_CREATED, row, actor=actor, after=after)
        made.append(secret)
        return row

    row = idempotency.once(submission, Subscription, make)
    return Subscribed(row, made[0] if made else None)


def _known(events: Collection[str]) -> list[str]:
    wanted = [event.value for event in WebhookEvent if event.value in events]
    if not wanted:
        raise EventsMissing
    return wanted


def change_events(subscription: Subscription, *, events: Collection[str], actor: Actor) -> None:
    """Other events from now on; what is owed stays owed.

    Raises `NotAllowed`, `EventsMissing`, `SubscriptionRevoked`.
    """
    demand_management(actor)
    wanted = _known(events)
    with transaction():
        take(subscription)
        check_stands(subscription, actor)
        before = list(subscription.events)
        if before != wanted:
            subscription.events = wanted
            facts = {"events": before}, {"events": wanted}
            audit.record(
                AuditAction.WEBHOOK_CHANGED, subscription, actor=actor, before=facts[0], after=facts[1]
            )


def check_pause(subscription: Subscription, actor: Actor) -> None:
    """Raises `SubscriptionRevoked`, `SubscriptionStands`."""
    check_stands(subscription, actor)
    if subscription.is_held:
        raise SubscriptionStands


def pause(subscription: Subscription, *, actor: Actor) -> None:
    """Sends nothing until it is resumed; what happens meanwhile is owed.

    Raises `NotAllowed`, or as its check.
    """
    demand_management(actor)
    with transaction():
        take(subscription)
        check_pause(subscription, actor)
        subscription.paused_at = now()
        audit.record(AuditAction.WEBHOOK_PAUSED, subscription, actor=actor)


def check_resume(subscription: Subscription, actor: Actor) -> None:
    """Raises `SubscriptionRevoked`, `SubscriptionRuns`."""
    check_stands(subscription, actor)
    if not subscription.is_held:
        raise SubscriptionRuns


def resume(subscription: Subscription, *, actor: Actor) -> None:
    """Goes on with what is owed, in its order, after a pause or five days of failures.

    Raises `NotAllowed`, or as its check.
    """
    demand_management(actor)
    with transaction():
        take(subscription)
        check_resume(subscription, actor)
        subscription.paused_at = subscription.disabled_at = None
        subscription.failing_since = subscription.failed_at = subscription.resting_until = None
        subscription.failures = 0
        queue.arrange(subscription.id)
        queue.wake(subscription.id)
        audit.record(AuditAction.WEBHOOK_RESUMED, subscription, actor=actor)


def revoke(subscription: Subscription, *, actor: Actor) -> None:
    """Ends it for good: what was owed is given up. Raises `NotAllowed`; a double click is one end."""
    demand_management(actor)
    with transaction() as session:
        take(subscription)
        if subscription.revoked_at is not None:
            return
        subscription.revoked_at = now()
        owed = Delivery.subscription_id == subscription.id, Delivery.state == DeliveryState.OWED.value
        given_up = session.execute(
            update(Delivery)
            .where(*owed)
            .values(state=DeliveryState.GIVEN_UP.value, ended_at=now(), due_at=None, trouble="revoked")
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        ).all()
        subscription.given_up += len(given_up)
        audit.record(AuditAction.WEBHOOK_REVOKED, subscription, actor=actor)


def renew_secret(subscription: Subscription, *, submission: str | None = None, actor: Actor) -> Subscribed:
    """Another secret; for a day the one before signs beside it. Raises `NotAllowed`, or as its check."""
    demand_management(actor)
    secret = signing.draw()
    sealed = signing.seal(secret)
    with transaction():
        take(subscription)
        check_stands(subscription, actor)
        if submission and not idempotency.spend(submission, "webhook-secret"):
            return Subscribed(subscription, None)
        subscription.earlier_secret, subscription.earlier_until = subscription.secret, now() + OVERLAP
        subscription.secret = sealed
        audit.record(AuditAction.WEBHOOK_SECRET_RENEWED, subscription, actor=actor)
    return Subscribed(subscription, secret)


def check_try_out(subscription: Subscription, actor: Actor) -> None:
    """Raises `SubscriptionRevoked`, `SubscriptionStands`."""
    check_pause(subscription, actor)


def try_out(subscription: Subscription, *, actor: Actor) -> Delivery:
    """Owes an event of no meaning, to see it arrive. Raises `NotAllowed`, or as its check."""
    demand_management(actor)
    with transaction() as session:
        take(subscription)
        check_try_out(subscription, actor)
        made = Delivery(
            subscription=subscription,
            message_id=new_message_id(),
            event=TEST,
            subject=f"webhook:{subscription.id}",
            facts={"id": subscription.id},
            state=DeliveryState.OWED.value,
            created_at=now(),
            attempts=0,
        )
        session.add(made)
        session.flush()
        queue.arrange(subscription.id, since=made.id)
        queue.wake(subscription.id)
        audit.record(AuditAction.WEBHOOK_TESTED, subscription, actor=actor)
        return made
