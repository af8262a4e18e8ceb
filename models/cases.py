"""Cases: what a company asks staff to do with it, and what became of it."""

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
    and_,
    func,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models import audit, mails
from models.accounts import ProAccount
from models.companies import Company
from models.concessions import Concession
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock, lock_row
from models.kernel.optimistic_lock import Versioned
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.mails import MailKind
from models.permissions import Permission
from models.staff import Agent
from models.values import contacts
from models.values.text import fold


class CaseKind(StrEnum):
    """Why it was opened."""

    HELP = "help"
    ATTACH = "attach"
    HELD = "held"
    CONTESTED = "contested"


class CaseClosed(DomainError):
    """The case is closed already."""


class TooManyCases(DomainError):
    """The account has asked as much as staff may have to answer at once (facts: `most`)."""


MOST_OPEN = 10
"""Cases of one account that wait at once."""

ASKED_FOR = (CaseKind.HELP, CaseKind.ATTACH)
"""What a person may put off. A doubt about an attachment is never turned away, and what the house opens by
itself has nobody to refuse."""

ACKNOWLEDGED = (CaseKind.HELP, CaseKind.ATTACH, CaseKind.HELD)
"""Whoever asks is written that it arrived; a contested attachment has a mail of its own."""


class Case(Versioned, Base):
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
    search: Mapped[str] = mapped_column(Text, default="")

    company: Mapped[Company | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    closed_by: Mapped[Agent | None] = relationship()

    __table_args__ = (
        CheckConstraint("kind IN ('help','attach','held','contested')", name="kind"),
        Index("ix_cases_created_at", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.subject

    @property
    def is_open(self) -> bool:
        """Whether somebody must still see to it."""
        return self.closed_at is None

    def refresh_search(self) -> None:
        """Rebuilds what searches look at."""
        who = self.account.search if self.account is not None else ""
        self.search = fold(f"{self.subject} {who} {self.phone} {contacts.national(self.phone)}")


def refresh_search_of(account: ProAccount) -> None:
    """What searches find of who wrote a case follows the account."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.refresh_search()


def forget_writer(account: ProAccount, how: str, actor: Actor) -> None:
    """Somebody who is gone is not called back; what waits keeps its question until it is closed."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.phone = ""
        if not case.is_open:
            case.message = ""


def forget_before(moment: datetime) -> int:
    """Takes phone and message out of what was closed before this moment; returns of how many cases."""
    old = select(Case).where(Case.closed_at < moment, (Case.message != "") | (Case.phone != ""))
    if db.session.scalar(old.with_only_columns(Case.id).limit(1)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(old.with_for_update(of=Case)))
        for case in cases:
            case.message = case.phone = ""
            case.refresh_search()
        return len(cases)


def open_(
    kind: CaseKind,
    subject: str,
    *,
    message: str = "",
    phone: str = "",
    account: ProAccount | None = None,
    tried: dict[str, Any] | None = None,
    actor: Actor,
) -> Case:
    """Opens a case; the same person, kind and subject still open is the same case. Raises `TooManyCases`."""
    with transaction() as session:
        if account is not None:
            lock(f"case:{account.id}")
        if account is not None and kind is not CaseKind.HELP:
            same = select(Case).where(
                Case.account_id == account.id, Case.kind == kind.value, Case.subject == subject[:250]
            )
            if (known := session.scalar(same.where(Case.closed_at.is_(None)).limit(1))) is not None:
                return known
        if account is not None and kind in ASKED_FOR and actor.kind == "account":
            waiting = select(func.count()).where(Case.account_id == account.id, Case.closed_at.is_(None))
            if (session.scalar(waiting) or 0) >= MOST_OPEN:
                raise TooManyCases(most=MOST_OPEN)
        company = account.company if account is not None else None
        case = Case(
            kind=kind.value,
            subject=subject[:250],
            message=message,
            phone=phone,
            tried=tried or {},
            company=company,
            account=account,
            created_at=now(),
        )
        case.refresh_search()
        session.add(case)
        session.flush()
        audit.record(
            "case-opened",
            case,
            actor=actor,
            company=company,
            after={"kind": kind.value, "subject": subject[:250]},
        )
        if account is not None and kind in ACKNOWLEDGED:
            mails.notify(
                MailKind.CASE_RECEIVED, account.email, params={"subject": subject[:250]}, account=account
            )
        return case


def ask_help(
    subject: str,
    *,
    message: str,
    phone: str,
    account: ProAccount | None,
    submission: str | None,
    actor: Actor,
) -> Case:
    """A person, or a visitor, asks an agent; a form sent twice asks once. Raises `TooManyCases`."""

    def ask() -> Case:
        return open_(CaseKind.HELP, subject, message=message, phone=phone, account=account, actor=actor)

    return idempotency.once(submission, Case, ask)


def check_close(case: Case, actor: Actor) -> None:
    """Raises why there is nothing to close."""
    if not case.is_open:
        raise CaseClosed


def close(case: Case, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Closes a case with what became of it.

    `seen` is the `mark` of the row that the person read: when somebody changed it since, `Stale`. Raises
    `ReasonMissing`, `CaseClosed`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        lock_row(case)
        check_close(case, actor)
        optimistic_lock.expect(case, seen)
        optimistic_lock.advance(case)
        case.closed_at, case.closed_by_id, case.closed_reason = now(), actor.id, reason
        if case.account is not None and case.account.erased_at is not None:
            case.message = ""
        audit.record("case-closed", case, actor=actor, company=case.company, reason=reason)


def count_open() -> int:
    """How many cases wait."""
    return db.session.scalar(select(func.count()).select_from(Case).where(Case.closed_at.is_(None))) or 0


def list_for_account(account: ProAccount) -> list[Case]:
    """What this person asked for, newest first."""
    query = select(Case).where(Case.account_id == account.id)
    return list(db.session.scalars(query.order_by(Case.id.desc())))


def list_open(limit: int = 8) -> list[Case]:
    """The cases that have waited longest."""
    query = select(Case).where(Case.closed_at.is_(None)).options(joinedload(Case.company))
    return list(db.session.scalars(query.order_by(Case.created_at, Case.id).limit(limit)))


def is_open() -> ColumnElement[bool]:
    """The clause of what `Case.is_open` says."""
    return Case.closed_at.is_(None)


def is_closed() -> ColumnElement[bool]:
    """The clause of what somebody has seen to."""
    return Case.closed_at.is_not(None)


def is_about(concession_id: int) -> ColumnElement[bool]:
    """The clause of the cases that a company's tries of this record opened: they begin with its title."""
    concession = db.session.get(Concession, concession_id)
    title = fold(concession.title if concession is not None else "")
    return and_(Case.kind != CaseKind.HELP.value, Case.search.startswith(f"{title} ", autoescape=True))
