"""Subscriptions and what is owed to each, as rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime, is_one_of


class SubscriptionState(StrEnum):
    """Where a subscription stands; derived, never stored."""

    ACTIVE = "active"
    FAILING = "failing"
    PAUSED = "paused"
    DISABLED = "disabled"
    REVOKED = "revoked"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    OWED = "owed"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


class Subscription(Base):
    """One address that is told of some events. Its secret is sealed: it must be read again, to sign."""

    __tablename__ = "webhook_subscriptions"
    audit_kind = "webhook"
    lock_shares_key = True  # whoever owes it an event refers to it, and holds the trail's lock soon after

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    secret: Mapped[str] = mapped_column(Text)
    earlier_secret: Mapped[str | None] = mapped_column(Text)
    earlier_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when the secret before signs beside the new one."""

    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often in a row its receiver gave no answer that can be worked with."""

    resting_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when nothing is sent, since its receiver is in trouble."""

    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered: Mapped[int] = mapped_column(default=0, server_default="0")
    given_up: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counted since the beginning: deliveries themselves are swept."""

    __table_args__ = (Index("ix_webhook_subscriptions_created_at", "created_at", "id"),)

    @property
    def label(self) -> str:
        """How the trail names it: a path or a query may hold what opens it."""
        return urlsplit(self.url).netloc

    @property
    def is_held(self) -> bool:
        """Whether nothing is sent: it is paused, disabled or revoked."""
        return bool(self.paused_at or self.disabled_at or self.revoked_at)

    @property
    def state(self) -> SubscriptionState:
        """Where it stands now."""
        if self.revoked_at is not None:
            return SubscriptionState.REVOKED
        if self.disabled_at is not None:
            return SubscriptionState.DISABLED
        if self.paused_at is not None:
            return SubscriptionState.PAUSED
        return SubscriptionState.FAILING if self.failing_since is not None else SubscriptionState.ACTIVE


_IS_OWED = f"state = '{DeliveryState.OWED.value}'"


class Delivery(Base):
    """One event that is owed to one subscription, and what became of it."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(BigId, ForeignKey("webhook_subscriptions.id"))
    message_id: Mapped[str] = mapped_column(String(40))
    """Constant through all tries and replays: by it the receiver knows what it had already."""

    event: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    """`attachment:12`: what concerns one subject arrives in its order."""

    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it is tried; empty once it ended, and while one before it of the same subject is not."""

    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replayed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[int | None] = mapped_column()
    trouble: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str | None] = mapped_column(Text)
    milliseconds: Mapped[int | None] = mapped_column()

    subscription: Mapped[Subscription] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint(is_one_of("state", DeliveryState), name="state"),
        CheckConstraint(f"({_IS_OWED}) = (ended_at IS NULL)", name="ended"),
        CheckConstraint(f"due_at IS NULL OR {_IS_OWED}", name="due"),
        UniqueConstraint("subscription_id", "message_id"),
        Index("ix_webhook_deliveries_created_at", "created_at", "id"),
        Index("ix_webhook_deliveries_ended_at", "ended_at", "id"),
        Index("ix_webhook_deliveries_subscription", "subscription_id", "created_at", "id"),
        Index("ix_webhook_deliveries_state", "state", "created_at", "id"),
        Index(
            "ix_webhook_deliveries_due",
            "subscription_id",
            "due_at",
            "id",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_webhook_deliveries_order",
            "subscription_id",
            "subject",
            "id",
            sqlite_where=text(_IS_OWED),
            postgresql_where=text(_IS_OWED),
        ),
    )
