"""A request to staff as a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.companies import Company
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, Derived, UtcDateTime, is_one_of
from models.lists.searchable import Searchable
from models.staff import Agent
from models.values import contacts
from models.values.text import fold


class CaseKind(StrEnum):
    """Why it was opened."""

    HELP = "help"
    ATTACH = "attach"
    HELD = "held"
    CONTESTED = "contested"


_STANDING = "CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END"


class Case(Searchable, Versioned, Base):
    """One request to staff. `tried` tells what was tried, never a code."""

    __tablename__ = "cases"
    audit_kind = "case"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(250))
    message: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    tried: Mapped[dict[str, Any]] = mapped_column(JSON)
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    closed_reason: Mapped[str | None] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(String(8), Derived(_STANDING))
    """`open` or `closed`, as the database derives it."""

    company: Mapped[Company | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    closed_by: Mapped[Agent | None] = relationship()

    __table_args__ = (
        CheckConstraint(is_one_of("kind", CaseKind), name="kind"),
        Index("ix_cases_created_at", "created_at", "id"),
        Index("ix_cases_standing", "standing", "created_at", "id"),
        Index("ix_cases_kind", "kind", "created_at", "id"),
        Index("ix_cases_company", "company_id", "created_at", "id"),
        Index("ix_cases_account", "account_id", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.subject

    @hybrid_property
    def is_open(self) -> bool:
        """Whether somebody must still see to it."""
        return self.closed_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return cls.standing == "open"

    def refresh_search(self) -> None:
        """Rebuilds what searches look at."""
        who = self.account.search if self.account is not None else ""
        self.search = fold(f"{self.subject} {who} {self.phone} {contacts.national(self.phone)}")
