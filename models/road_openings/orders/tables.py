"""An order as a row: what it says never changes afterwards. A partner as a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of, key_column
from models.road_openings.steps import RequestMove


class OrderKind(StrEnum):
    """What an order does."""

    GRANTED = "accord"
    CORRECTED = "correction"
    DATES = "dates"
    ABROGATED = "abrogation"


class PermitOrder(Base):
    """One order: the facts and the wording of the day on which it was made, from which its paper is drawn.

    `wording` keeps what administrators had written by then; what is None there is the product's own text.
    """

    __tablename__ = "permit_orders"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    move_id: Mapped[int] = mapped_column(BigId, ForeignKey("road_opening_moves.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    wording: Mapped[dict[str, list[str] | None]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    move: Mapped[RequestMove] = relationship(back_populates="order", foreign_keys=[move_id])
    """The step that it says."""

    __table_args__ = (CheckConstraint(is_one_of("kind", OrderKind), name="kind"),)


class Partner(Versioned, Base):
    """A service to which each order is sent: the fire brigade, the buses, the police."""

    __tablename__ = "partners"
    audit_kind = "partner"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(key_column(320), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        Index("ix_partners_name", "name", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.name
