"""Each try of a delivery, for whoever looks why it does not arrive: the last of them, while it is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.types import BigId, UtcDateTime
from models.staff.machines.webhooks.tables import Delivery

KEPT = 20
"""Of one delivery: a receiver that fails for five days is tried six times as often."""


class DeliveryTry(Base):
    """What one try came to. It goes with its delivery: the database sees to it."""

    __tablename__ = "webhook_tries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(BigId, ForeignKey("webhook_deliveries.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None] = mapped_column()
    trouble: Mapped[str | None] = mapped_column(String(40))
    milliseconds: Mapped[int] = mapped_column()

    __table_args__ = (
        CheckConstraint("status IS NOT NULL OR trouble IS NOT NULL", name="outcome"),
        Index("ix_webhook_tries_delivery", "delivery_id", "id"),
    )


def keep(
    delivery: Delivery, at: datetime, status: int | None, trouble: str | None, milliseconds: int
) -> None:
    """Adds a try in the transaction under way, in which the delivery is locked; the oldest give way."""
    session, mine = db.session(), DeliveryTry.delivery_id == delivery.id
    row = DeliveryTry(
        delivery_id=delivery.id, at=at, status=status, trouble=trouble, milliseconds=milliseconds
    )
    session.add(row)
    session.flush()
    last = select(DeliveryTry.id).where(mine).order_by(DeliveryTry.id.desc()).limit(1).offset(KEPT)
    beyond = session.scalar(last)
    if beyond is not None:
        oldest = delete(DeliveryTry).where(mine, DeliveryTry.id <= beyond)
        session.execute(oldest.execution_options(synchronize_session=False))


def list_tries(delivery: Delivery) -> list[DeliveryTry]:
    """Those that are kept, the latest first."""
    query = select(DeliveryTry).where(DeliveryTry.delivery_id == delivery.id)
    return list(db.session.scalars(query.order_by(DeliveryTry.id.desc())))
