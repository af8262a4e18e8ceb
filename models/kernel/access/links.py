"""A link by mail as a row: whose it is, what it opens, until when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.types import BigId, UtcDateTime

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent


class Purpose(StrEnum):
    """What a link is for; it opens nothing else."""

    ACTIVATION = "activation"
    RESET = "reset"
    INVITATION = "invitation"
    EMAIL_CHANGE = "email-change"
    RECORD_LINK = "record-link"
    FREEZE = "freeze"
    MERGE = "merge"


class TokenUnknown(DomainError):
    """No link of this purpose ever had this secret, or its person is gone."""


class TokenExpired(DomainError):
    """The link was right, and is too old, used or replaced; `token` tells whose it was."""


class Token(Base):
    """One link. `seed` alone opens nothing: the secret is derived from it under a key kept elsewhere."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    seed: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[str | None] = mapped_column(String(320))
    subject: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    """The number of what the link is about, where a person may have several of one purpose; 0: themselves."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[ProAccount | None] = relationship()
    agent: Mapped[Agent | None] = relationship()

    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (agent_id IS NULL)", name="one_owner"),
        # One live link per person, purpose and subject: held here, whatever the code does.
        Index(
            "uq_tokens_live_about",
            "purpose",
            "account_id",
            "subject",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index(
            "uq_tokens_live_agent",
            "purpose",
            "agent_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
    )

    @property
    def is_live(self) -> bool:
        """Whether the link still opens its page."""
        return self.ended_at is None and self.expires_at > now()
