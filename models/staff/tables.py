"""A member of staff as a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, String, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.permissions import Role
from models.sign_in.tables import WithSecondFactor
from models.values import contacts
from models.values.text import fold


class AgentStatus(StrEnum):
    """Where a member of staff stands; derived, never stored."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Agent(WithSecondFactor, Searchable, Versioned, Base):
    """A member of staff. The secret of the second factor is encrypted under a key outside the database."""

    __tablename__ = "agents"
    audit_kind = "agent"
    lock_shares_key = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(160))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sessions_valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor_reset_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    provider_issuer: Mapped[str | None] = mapped_column(String(250))
    provider_subject: Mapped[str | None] = mapped_column(String(250))
    """By what an identity provider knows them, once they came in through it."""
    name_key: Mapped[str] = mapped_column(key_column(160), default="")
    list_columns: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    """By screen the names of the columns that they chose, in their order; nothing where they chose none."""

    __table_args__ = (
        CheckConstraint(is_one_of("role", Role), name="role"),
        CheckConstraint(
            "accepted_at IS NULL OR (password_hash IS NOT NULL AND totp_box IS NOT NULL)"
            " OR provider_subject IS NOT NULL",
            name="accepted",
        ),
        CheckConstraint(
            "second_factor_reset_at IS NULL OR accepted_at IS NOT NULL", name="second_factor_reset"
        ),
        CheckConstraint("(provider_issuer IS NULL) = (provider_subject IS NULL)", name="provider"),
        Index("uq_agents_provider", "provider_issuer", "provider_subject", unique=True),
        Index("ix_agents_name_key", "name_key", "id"),
        Index("ix_agents_created_at", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names them."""
        return f"{self.name} {self.email}"

    @hybrid_property
    def is_active(self) -> bool:
        """Whether they may sign in."""
        return self.accepted_at is not None and self.disabled_at is None

    @is_active.inplace.expression
    @classmethod
    def _is_active(cls) -> ColumnElement[bool]:
        return and_(cls.accepted_at.is_not(None), cls.disabled_at.is_(None))

    @property
    def must_enrol(self) -> bool:
        """Whether the second factor was reset, and a new one is to be enrolled at the next sign-in."""
        return self.second_factor_reset_at is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether their codes are taken."""
        return self.totp_box is not None and not self.must_enrol

    @property
    def status(self) -> AgentStatus:
        """Where they stand now."""
        if self.disabled_at is not None:
            return AgentStatus.DISABLED
        return AgentStatus.INVITED if self.accepted_at is None else AgentStatus.ACTIVE

    def end_sessions(self) -> None:
        """Every session opened until now is dead; called inside the transaction of what kills them."""
        self.sessions_valid_from = now()

    def refresh_search(self) -> None:
        """Rebuilds what searches and sorts look at."""
        self.email_key = contacts.email_key(self.email)
        self.name_key = fold(self.name)[:160]
        self.search = fold(f"{self.name} {self.email}")


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `Agent.status` derives, told to the database."""
    status, closed = AgentStatus(value), Agent.disabled_at.is_not(None)
    if status is AgentStatus.DISABLED:
        return closed
    accepted = Agent.accepted_at.is_not(None)
    return and_(~closed, accepted if status is AgentStatus.ACTIVE else ~accepted)
