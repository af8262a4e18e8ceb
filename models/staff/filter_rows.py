"""A filter that staff keep, as a row, and why one is not kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.errors import DomainError
from models.kernel.types import BigId, UtcDateTime
from models.staff import Agent

LONGEST_NAME = 60


LONGEST_QUERY = 1_000


class FilterNameMissing(DomainError):
    """A filter is kept by a name."""

    field = "name"


class FilterNameTaken(DomainError):
    """The person has a filter of that name for this list already."""

    field = "name"


class TooManyFilters(DomainError):
    """The person keeps as many for this list as anybody may (facts: `limit`)."""

    field = "name"


class FilterGone(DomainError):
    """Somebody has taken the filter away meanwhile."""


class SavedFilter(Base):
    """A name for a query string. What it shows is what the list shows: it opens nothing to anybody."""

    __tablename__ = "saved_filters"
    audit_kind = "filter"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    screen: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_NAME * 2))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship()

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        Index("uq_saved_filters_name", "agent_id", "screen", "name_key", unique=True),
        Index("ix_saved_filters_screen", "screen", "shared_at"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.screen} – {self.name}"
