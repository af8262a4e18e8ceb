"""What administrators shaped, as rows: what holds, each change that was asked for, each version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of
from models.shaping.bodies import LONGEST_KEY, RETIRED

if TYPE_CHECKING:
    from models.staff import Agent


class ChangeState(StrEnum):
    """Where a change stands."""

    PROPOSED = "proposed"
    LIVE = "live"
    REFUSED = "refused"


class Shape(Versioned, Base):
    """One thing that administrators shaped. It is retired, and never deleted."""

    __tablename__ = "shapes"
    audit_kind = "shape"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("uq_shapes_key", "kind", "key", unique=True),)

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.kind} {self.key}"

    @property
    def written(self) -> dict[str, Any]:
        """As files show it."""
        return self.body | ({RETIRED: True} if self.retired_at is not None else {})


class ShapeChange(Base):
    """What somebody asked to change, whole: all of it goes live, or nothing does."""

    __tablename__ = "shape_changes"
    audit_kind = "shape-change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decider_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    verdict: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused."""

    rewritten: Mapped[int] = mapped_column(default=0)
    """How many values followed it."""

    agent: Mapped[Agent | None] = relationship("Agent", foreign_keys=[agent_id])
    decider: Mapped[Agent | None] = relationship("Agent", foreign_keys=[decider_id])
    versions: Mapped[list[ShapeVersion]] = relationship(back_populates="change", order_by="ShapeVersion.id")

    __table_args__ = (
        CheckConstraint(is_one_of("state", ChangeState), name="state"),
        CheckConstraint(f"(state = '{ChangeState.PROPOSED}') = (decided_at IS NULL)", name="decided"),
        Index("ix_shape_changes_state", "state", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return ", ".join(f"{version.kind} {version.key}" for version in self.versions)[:200]


class ShapeVersion(Base):
    """What one change makes of one shape: as it was, as it shall be. It is never changed."""

    __tablename__ = "shape_versions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("shape_changes.id"))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    seen: Mapped[int] = mapped_column()
    """The version upon which it builds; 0 where there was none."""

    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(JSON)

    change: Mapped[ShapeChange] = relationship(back_populates="versions")

    __table_args__ = (
        Index("ix_shape_versions_change", "change_id", "id"),
        Index("ix_shape_versions_key", "kind", "key", "id"),
    )

    @property
    def number(self) -> int:
        """Which version of the shape this one is, once it is live."""
        return self.seen + 1


class ShapingMark(Base):
    """One row: what changes with every change of the shapes, so that each process knows at once."""

    __tablename__ = "shaping_marks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
