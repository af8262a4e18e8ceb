"""Subscriptions for tests: one to some events, what it is owed, a try that came to something."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from models.kernel.base import db
from models.kernel.transactions import transaction
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Delivery, Subscription, Targets, WebhookEvent, delivering, queue
from models.staff.machines.webhooks.delivering import Outcome
from models.values.networks import parse_networks
from tests.support import people
from tests.support.callers import ADMIN

LOOPBACK = Targets(plain=True, networks=parse_networks("127.0.0.0/8"))
TAKEN, BROKEN, AMISS = Outcome(204), Outcome(500, "oups"), Outcome(422)


def subscribed(
    url: str = "https://recepteur.example.org/bascule", events: Collection[str] = tuple(WebhookEvent)
) -> tuple[Subscription, str]:
    """A new subscription, and its secret."""
    made, secret = webhooks.subscribe(url, events=events, targets=LOOPBACK, actor=ADMIN)
    assert secret is not None
    return made, secret


def owed(subscription: Subscription) -> list[Delivery]:
    """All its deliveries, in their order."""
    db.session.expire_all()
    query = select(Delivery).where(Delivery.subscription_id == subscription.id)
    return list(db.session.scalars(query.order_by(Delivery.id)))


def conclude(delivery: Delivery, outcome: Outcome) -> None:
    """As the worker does."""
    with transaction():
        queue.lock_queue(delivery.subscription_id)
        delivering.conclude(delivery, outcome, actor=people.SYSTEM)


def send_all(subscription: Subscription, outcome: Outcome = TAKEN) -> list[str]:
    """Tries what is due, one after the other, until nothing is; which subjects and events those were."""
    tried = []
    while (delivery := delivering.find_next(subscription)) is not None:
        tried.append(f"{delivery.subject} {delivery.event}")
        conclude(delivery, outcome)
    return tried
