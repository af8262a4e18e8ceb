"""What a page tells of a subscription."""

from __future__ import annotations

from sqlalchemy import select

from models.kernel.base import db
from models.staff.machines.webhooks.tables import Delivery, Subscription

NEWEST = 20


def list_newest(subscription: Subscription) -> list[Delivery]:
    """Its newest deliveries."""
    query = select(Delivery).where(Delivery.subscription_id == subscription.id)
    query = query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(NEWEST)
    return list(db.session.scalars(query))
