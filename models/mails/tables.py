"""The mail as a row: its states, what keeps it from leaving."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.access.links import Token
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, Derived, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.mails.states import CAPPED_ERROR, LINK_OVER, TROUBLED, MailState

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.companies import Company
    from models.staff import Agent


_BEYOND_MENDING = ", ".join(f"'{error}'" for error in (LINK_OVER, CAPPED_ERROR))
_TROUBLED = (
    f"CASE WHEN {is_one_of('state', TROUBLED)} AND forgotten_at IS NULL"
    f" AND (last_error IS NULL OR last_error NOT IN ({_BEYOND_MENDING}))"
    " THEN TRUE ELSE FALSE END"
)


class OutboxEmail(Searchable, Versioned, Base):
    """One mail to one address. It is rendered when sent; a link's secret is never stored here."""

    __tablename__ = "outbox_emails"
    audit_kind = "mail"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column(String(320))
    to_key: Mapped[str] = mapped_column(key_column(320))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=MailState.OWED.value)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    troubled: Mapped[bool] = mapped_column(Derived(_TROUBLED))
    """As `is_troubled`, kept by the database."""

    message_id: Mapped[str | None] = mapped_column(String(120))
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tokens.id"))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"), index=True)

    token: Mapped[Token | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    agent: Mapped[Agent | None] = relationship()
    company: Mapped[Company | None] = relationship()

    __table_args__ = (
        CheckConstraint(is_one_of("state", MailState), name="state"),
        Index("ix_outbox_emails_created_at", "created_at", "id"),
        Index("ix_outbox_emails_to_key", "to_key", "created_at"),
        Index("ix_outbox_emails_kind", "kind", "created_at", "id"),
        Index("ix_outbox_emails_troubled", "troubled", "created_at", "id"),
        Index("ix_outbox_emails_state", "state", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.kind} {self.to}".strip()

    @hybrid_property
    def is_troubled(self) -> bool:
        """Whether it was refused or came back, and somebody can still mend it.

        A link that was replaced is no trouble, nor are mails that strangers caused beyond the measure, nor
        what nobody can send any more.
        """
        mendable = self.last_error not in (LINK_OVER, CAPPED_ERROR) and self.forgotten_at is None
        return self.state in TROUBLED and mendable

    @is_troubled.inplace.expression
    @classmethod
    def _is_troubled(cls) -> ColumnElement[bool]:
        return cls.troubled == true()
