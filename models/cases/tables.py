"""A company's case as a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    false,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.companies import Company
from models.kernel.base import Base
from models.kernel.errors import DomainError
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, Derived, UtcDateTime, is_one_of
from models.lists.searchable import Searchable
from models.staff import Agent
from models.values import case_numbers, contacts
from models.values.case_kinds import CaseKind
from models.values.text import fold

if TYPE_CHECKING:
    from models.cases.entries import CaseNote, CaseQuestion
    from models.cases.presence import CasePresence
    from models.cases.writing.drafts import CaseDraft


class CaseClosed(DomainError):
    """The case is closed already."""


_STANDING = "CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END"
_IN_HANDS_OF = "CASE WHEN closed_at IS NULL THEN COALESCE(owner_id, 0) ELSE -1 END"
_OWED_ON = "CASE WHEN closed_at IS NULL AND owner_id IS NOT NULL THEN due_on END"
_DUE_ORDER = "COALESCE(due_on, '9999-12-31')"


class Case(Searchable, Versioned, Base):
    """One company's assisted migration, as long as staff see to it; at most one of a company is open.

    `kind`, `subject` and `account` are those of what was asked last. A visitor's has no company.
    """

    __tablename__ = "cases"
    audit_kind = "case"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(250))
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    closed_reason: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"))
    """The case of the same company that took over all of it, when there was more than one."""

    standing: Mapped[str] = mapped_column(String(8), Derived(_STANDING))
    """`open` or `closed`, as the database derives it."""

    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    next_action: Mapped[str] = mapped_column(String(250), default="", server_default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    blocked_by: Mapped[str] = mapped_column(String(250), default="", server_default="")
    stirred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Its last sign of life: opened, asked, noted, answered, planned."""

    mail_returned: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Open, and a mail to one of the company's people came back since the last was sent to a good address."""

    has_notes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether notes or questions hold a text that must be forgotten some day."""

    in_hands_of: Mapped[int] = mapped_column(BigId, Derived(_IN_HANDS_OF))
    """The number of its owner; 0 where it is open and nobody's, -1 where it is closed."""

    owed_on: Mapped[date | None] = mapped_column(Date, Derived(_OWED_ON))
    """The day on which its owner owes the next action; nothing where it is closed or nobody's."""

    due_order: Mapped[date] = mapped_column(Date, Derived(_DUE_ORDER))
    """Its due date, the end of time without one."""

    company: Mapped[Company | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    closed_by: Mapped[Agent | None] = relationship(foreign_keys="Case.closed_by_id")
    owner: Mapped[Agent | None] = relationship(foreign_keys="Case.owner_id")
    questions: Mapped[list[CaseQuestion]] = relationship(back_populates="case", order_by="CaseQuestion.id")
    presences: Mapped[list[CasePresence]] = relationship(viewonly=True, order_by="CasePresence.since")
    drafts: Mapped[list[CaseDraft]] = relationship(viewonly=True, order_by="CaseDraft.id")
    notes: Mapped[list[CaseNote]] = relationship(viewonly=True, order_by="CaseNote.id.desc()")

    __table_args__ = (
        CheckConstraint(is_one_of("kind", CaseKind), name="kind"),
        Index(
            "ux_cases_open_of_company",
            "company_id",
            unique=True,
            sqlite_where=closed_at.is_(None),
            postgresql_where=closed_at.is_(None),
        ),
        Index("ix_cases_created_at", "created_at", "id"),
        Index("ix_cases_standing", "standing", "created_at", "id"),
        Index("ix_cases_kind", "kind", "created_at", "id"),
        Index("ix_cases_company", "company_id", "created_at", "id"),
        Index("ix_cases_account", "account_id", "created_at", "id"),
        Index("ix_cases_hands_due", "in_hands_of", "due_order", "id"),
        Index("ix_cases_hands_created", "in_hands_of", "created_at", "id"),
        Index("ix_cases_due", "standing", "due_order", "id"),
        Index("ix_cases_owed_on", "owed_on"),
        Index("ix_cases_stirred", "standing", "stirred_at", "id"),
        Index("ix_cases_returned", "mail_returned", "created_at", "id"),
    )

    @property
    def number(self) -> str:
        """How staff and the company speak of it; it has one as soon as it is stored."""
        return case_numbers.write(self.id, self.created_at)

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.subject

    @property
    def plan(self) -> dict[str, str]:
        """Who sees to it, what comes next and when, what is in the way: as events keep it."""
        return {
            "owner": self.owner.name if self.owner is not None else "",
            "next_action": self.next_action,
            "due_on": self.due_on.isoformat() if self.due_on is not None else "",
            "blocked_by": self.blocked_by,
        }

    @hybrid_property
    def is_open(self) -> bool:
        """Whether somebody must still see to it."""
        return self.closed_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return cls.standing == "open"

    @property
    def question(self) -> CaseQuestion | None:
        """What was asked last."""
        return self.questions[-1] if self.questions else None

    def has_askers(self, *, exclude: int | None = None) -> bool:
        """Whether somebody who asked in it is still there, save the account of that number."""
        return any(each.is_answerable and each.account_id != exclude for each in self.questions)

    def refresh_search(self) -> None:
        """Rebuilds what searches look at: its number, what was asked, by whom, of which company."""
        who = {question.account for question in self.questions if question.account is not None}
        parts = [self.number, self.subject, *(question.subject for question in self.questions)]
        parts += [account.search for account in sorted(who, key=lambda account: account.id)]
        for phone in {question.phone for question in self.questions} - {""}:
            parts += [phone, contacts.national(phone)]
        if self.company is not None:
            parts += [self.company.name, self.company.siret]
        self.search = fold(" ".join(dict.fromkeys(parts)))
