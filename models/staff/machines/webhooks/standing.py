"""Who may touch a subscription, whether it still stands, and in which order it is locked."""

from __future__ import annotations

from models.kernel.actors import Actor
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.permissions import Permission
from models.staff.machines.webhooks import queue
from models.staff.machines.webhooks.tables import Subscription


class SubscriptionRevoked(DomainError):
    """It ended for good."""


def demand_management(actor: Actor) -> None:
    """Raises `NotAllowed`."""
    if not actor.may(Permission.MANAGE_KEYS):
        raise NotAllowed


def check_stands(subscription: Subscription, actor: Actor) -> None:
    """Raises `SubscriptionRevoked`."""
    if subscription.revoked_at is not None:
        raise SubscriptionRevoked


def take(subscription: Subscription) -> None:
    """Locks the queue, then the row: the worker takes them in this order, too."""
    queue.lock_queue(subscription.id)
    lock_row(subscription)
