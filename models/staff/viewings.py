"""A look of staff at the portal in a person's place, as a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.types import UNNESTED, BigId, UtcDateTime
from models.permissions import Permission, allows
from models.staff.tables import Agent


class Impersonation(Base):
    """One look of a member of staff at the portal in an account's place.

    It is no session of the company's: it lies in a table of its own, under a cookie of its own.
    """

    __tablename__ = "viewings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship(lazy="joined", innerjoin=UNNESTED)
    account: Mapped[ProAccount] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint("ends_at > started_at", name="ends"),
        CheckConstraint("entered_at IS NULL OR entered_at >= started_at", name="entered"),
        # One at a time for each agent: whose view it is must never be in doubt.
        Index(
            "uq_viewings_open",
            "agent_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index("ix_viewings_ends_at", "ends_at"),
    )

    @property
    def is_live(self) -> bool:
        """Whether it still shows anything: in time, its agent in and allowed, its account open."""
        if self.ended_at is not None or self.entered_at is None or self.ends_at <= now():
            return False
        if not allows(self.agent.role, Permission.SEE_AS):
            return False
        killed = [person.sessions_valid_from for person in (self.agent, self.account)]
        return (
            self.agent.is_active
            and self.account.is_active
            and all(moment is None or self.started_at > moment for moment in killed)
        )

    @property
    def left(self) -> timedelta:
        """How long it still lasts; nothing makes it longer."""
        return self.ends_at - now()
