"""The pro account as a row, and the identifiers that were ever given."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.companies import Company
from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import UNNESTED, BigId, Derived, UtcDateTime, is_one_of, key_column, present
from models.lists.searchable import Searchable
from models.sign_in.tables import WithSecondFactor
from models.values import contacts
from models.values.text import fold

if TYPE_CHECKING:
    from models.accounts.merging.tables import AccountMerge

PENDING_FOR = timedelta(days=30)
"""An account never activated goes after this long."""


class AccountType(StrEnum):
    """By which name a person signs in: an association's, or any other company's."""

    PRO = "pro"
    ASSO = "asso"


class AccountStatus(StrEnum):
    """Where an account stands; derived, never stored."""

    PENDING = "pending"
    LINK_EXPIRED = "link-expired"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


WAITING = "waiting"
"""Where an account stands that nobody activated yet, its link being over or not."""

_STANDING = (
    f"CASE WHEN erased_at IS NOT NULL THEN '{AccountStatus.ERASED}'"
    f" WHEN suspended_at IS NOT NULL THEN '{AccountStatus.SUSPENDED}'"
    f" WHEN activated_at IS NOT NULL THEN '{AccountStatus.ACTIVE}' ELSE '{WAITING}' END"
)


class UsedIdentifier(Base):
    """An identifier that was given once, as a digest: it is never given again, even after erasure."""

    __tablename__ = "used_identifiers"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class ProAccount(WithSecondFactor, Searchable, Versioned, Base):
    """One person who signs in for a company, with what was typed in step 2 beside the company's own."""

    __tablename__ = "pro_accounts"
    audit_kind = "account"
    lock_shares_key = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"), index=True)
    identifier: Mapped[str] = mapped_column(String(120), unique=True)
    account_type: Mapped[str] = mapped_column("door", String(4))
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), index=True)
    job_title: Mapped[str] = mapped_column(String(120))
    newsletter: Mapped[bool] = mapped_column(default=False)
    typed_kind: Mapped[str] = mapped_column(String(32), default="")
    typed_phone: Mapped[str] = mapped_column(String(24), default="")
    typed_email: Mapped[str] = mapped_column(String(320), default="")
    typed_acronym: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str | None] = mapped_column(String(160))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    link_sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    email_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_reason: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    """The account of the same person into which it went; one that is still theirs."""

    data_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    terms_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    terms_version: Mapped[str | None] = mapped_column(String(20))
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    idle_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sessions_valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int] = mapped_column(default=0, server_default="0")
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when a code is asked besides the password; never, for most."""

    name_key: Mapped[str] = mapped_column(key_column(250), default="")
    made_by_kind: Mapped[str] = mapped_column(String(16), default="system", server_default="system")
    """Who created it, as the trail names them: `agent`, `anonymous` for the person, `system`."""

    standing: Mapped[str] = mapped_column(String(12), Derived(_STANDING))
    """Where it stands but for the end of its link, which comes by time: `status_is`."""

    company: Mapped[Company] = relationship(lazy="joined", innerjoin=UNNESTED)
    merged_into: Mapped[ProAccount | None] = relationship(remote_side=[id])
    merges: Mapped[list[AccountMerge]] = relationship(
        "AccountMerge",
        primaryjoin="and_(or_(ProAccount.id == foreign(AccountMerge.gone_id),"
        " ProAccount.id == foreign(AccountMerge.kept_id)), AccountMerge.ended_at.is_(None))",
        viewonly=True,
        order_by="AccountMerge.id",
    )
    """What is to be confirmed of it, on whichever side it is."""

    __table_args__ = (
        CheckConstraint(is_one_of("door", AccountType), name="door"),
        CheckConstraint(
            "activated_at IS NULL OR erased_at IS NOT NULL"
            " OR (password_hash IS NOT NULL AND terms_accepted_at IS NOT NULL"
            " AND data_accepted_at IS NOT NULL)",
            name="activated",
        ),
        CheckConstraint("(second_factor_at IS NULL) = (totp_box IS NULL)", name="second_factor"),
        CheckConstraint(
            "merged_into_id IS NULL OR (erased_at IS NOT NULL AND merged_into_id <> id)", name="merged"
        ),
        Index(
            "ix_pro_accounts_merged_into",
            "merged_into_id",
            sqlite_where=merged_into_id.is_not(None),
            postgresql_where=merged_into_id.is_not(None),
        ),
        Index("ix_pro_accounts_name_key", "name_key", "id"),
        Index("ix_pro_accounts_created_at", "created_at", "id"),
        Index("ix_pro_accounts_standing", "standing", "created_at", "id"),
        Index("ix_pro_accounts_link", "standing", "link_sent_at"),
        Index("ix_pro_accounts_standing_name", "standing", "name_key", "id"),
        Index("ix_pro_accounts_made_by", "made_by_kind", "created_at", "id"),
        Index(
            "ix_pro_accounts_pending",
            "link_sent_at",
            sqlite_where=and_(activated_at.is_(None), suspended_at.is_(None), erased_at.is_(None)),
            postgresql_where=and_(activated_at.is_(None), suspended_at.is_(None), erased_at.is_(None)),
        ),
    )

    @property
    def full_name(self) -> str:
        """First and last name, exactly as typed."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def own_words(self) -> tuple[str, ...]:
        """The person's own data and the company's, of which a password must not be made."""
        names = (self.identifier, self.first_name, self.last_name, self.email, self.typed_phone)
        return (*names, self.company.name, self.company.siret, self.company.siren, self.company.phone)

    @property
    def has_proved_email(self) -> bool:
        """Whether a link has reached the person at the address that the account bears now."""
        return self.email_proved_at is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked besides the password."""
        return self.second_factor_at is not None

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.identifier} {self.full_name}".strip()

    @hybrid_property
    def is_active(self) -> bool:
        """Whether this person may sign in and see what is attached."""
        return self.activated_at is not None and self.suspended_at is None and self.erased_at is None

    @is_active.inplace.expression
    @classmethod
    def _is_active(cls) -> ColumnElement[bool]:
        return and_(cls.activated_at.is_not(None), cls.suspended_at.is_(None), cls.erased_at.is_(None))

    @hybrid_property
    def is_pending(self) -> bool:
        """Whether it waits for its activation."""
        return self.activated_at is None and self.erased_at is None

    @is_pending.inplace.expression
    @classmethod
    def _is_pending(cls) -> ColumnElement[bool]:
        return and_(cls.activated_at.is_(None), cls.erased_at.is_(None))

    @property
    def link_ends_at(self) -> datetime:
        """When the last activation link is over; after that the account waits for a new one."""
        return self.link_sent_at + LIFE[Purpose.ACTIVATION]

    @property
    def status(self) -> AccountStatus:
        """Where it stands now."""
        if self.erased_at is not None:
            return AccountStatus.ERASED
        if self.suspended_at is not None:
            return AccountStatus.SUSPENDED
        if self.activated_at is not None:
            return AccountStatus.ACTIVE
        return AccountStatus.PENDING if self.link_ends_at > now() else AccountStatus.LINK_EXPIRED

    def end_sessions(self) -> None:
        """Every session opened until now is dead; called inside the transaction of what kills them."""
        self.sessions_valid_from = now()

    def refresh_search(self) -> None:
        """Rebuilds what searches and sorts look at."""
        company = self.company
        self.email_key = contacts.email_key(self.email)
        self.name_key = fold(f"{self.last_name} {self.first_name}")[:250]
        self.search = fold(
            f"{self.identifier} {self.full_name} {self.email} {company.name} {company.siret}"
            f" {contacts.national(self.typed_phone)}"
        )


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `ProAccount.status` derives, told to the database."""
    status = AccountStatus(value)
    if status not in (AccountStatus.PENDING, AccountStatus.LINK_EXPIRED):
        return ProAccount.standing == status.value
    limit = present(lambda: now() - LIFE[Purpose.ACTIVATION])
    sent = ProAccount.link_sent_at
    fresh = sent > limit if status is AccountStatus.PENDING else sent <= limit
    return and_(ProAccount.standing == WAITING, fresh)
