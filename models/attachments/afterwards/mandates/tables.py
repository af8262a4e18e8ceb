"""A mandate as a row: who lets whom act, on which records, until when, and who acts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.tables import Attachment
from models.companies import Company
from models.documents import Document
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import UNNESTED, BigId, Derived, UtcDateTime, is_one_of, present_day
from models.lists.searchable import Searchable
from models.staff import Agent
from models.values.days import day_of, today
from models.values.text import fold


class MandateStatus(StrEnum):
    """Where a mandate stands: open, or how it ended."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    """By the company that gave it."""

    GIVEN_UP = "given-up"
    """By the company that acted."""

    STAFF = "staff"
    REPLACED = "replaced"
    """By a later one on the same records."""

    EMPTIED = "emptied"
    """No record is left in it, or nobody who acts, or both companies are one."""


OPEN = MandateStatus.OPEN.value
ENDINGS = tuple(status for status in MandateStatus if status is not MandateStatus.OPEN)
"""How a mandate may have ended."""


class Mandate(Searchable, Versioned, Base):
    """One company lets another act for it until a day; whoever gave it, and all that ended it, stays known.

    `facts` are the names, numbers and addresses of the day on which it was given: its paper says them.
    """

    __tablename__ = "mandates"
    audit_kind = "mandate"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    """Who gave it."""

    mandatary_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    """Who acts."""

    given_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[date] = mapped_column(Date)
    """The last day on which the other company acts."""

    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When both companies were told that it ends soon."""

    document_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("documents.id"), index=True)
    """Its signed copy."""

    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[str | None] = mapped_column(String(12))
    ended_by_account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    ended_by_agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its paper and its people went, long after its end."""

    standing: Mapped[str] = mapped_column(
        String(12), Derived(f"CASE WHEN ended_how IS NOT NULL THEN ended_how ELSE '{OPEN}' END")
    )
    """How it ended, or that it is open."""

    company: Mapped[Company] = relationship(foreign_keys=[company_id], lazy="joined", innerjoin=UNNESTED)
    mandatary: Mapped[Company] = relationship(foreign_keys=[mandatary_id], lazy="joined", innerjoin=UNNESTED)
    given_by: Mapped[ProAccount] = relationship(foreign_keys=[given_by_id])
    ended_by_account: Mapped[ProAccount | None] = relationship(foreign_keys=[ended_by_account_id])
    ended_by_agent: Mapped[Agent | None] = relationship(foreign_keys=[ended_by_agent_id])
    document: Mapped[Document | None] = relationship()
    records: Mapped[list[MandateRecord]] = relationship(
        back_populates="mandate", order_by="MandateRecord.attachment_id"
    )
    people: Mapped[list[MandatePerson]] = relationship(
        back_populates="mandate", order_by="MandatePerson.account_id"
    )

    __table_args__ = (
        CheckConstraint("company_id <> mandatary_id OR ended_at IS NOT NULL", name="of_two"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended"),
        CheckConstraint(f"ended_how IS NULL OR {is_one_of('ended_how', ENDINGS)}", name="ended_how"),
        CheckConstraint(
            f"ended_how IS NULL OR ended_how <> '{MandateStatus.STAFF}'"
            " OR (ended_reason <> '' AND ended_by_agent_id IS NOT NULL) OR forgotten_at IS NOT NULL",
            name="staff_reason",
        ),
        CheckConstraint("document_id IS NULL OR signed_at IS NOT NULL", name="signed"),
        CheckConstraint("forgotten_at IS NULL OR ended_at IS NOT NULL", name="forgotten"),
        Index("ix_mandates_company", "company_id", "given_at", "id"),
        Index("ix_mandates_mandatary", "mandatary_id", "given_at", "id"),
        Index("ix_mandates_given_at", "given_at", "id"),
        Index("ix_mandates_standing", "standing", "given_at", "id"),
        Index("ix_mandates_standing_until", "standing", "until", "id"),
        Index(
            "ix_mandates_to_forget",
            "ended_at",
            "id",
            sqlite_where=forgotten_at.is_(None),
            postgresql_where=forgotten_at.is_(None),
        ),
    )

    @property
    def number(self) -> str:
        """By which both companies and staff speak of it."""
        return f"MA-{day_of(self.given_at).year}-{self.id:04d}"

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.number} {self.company.name} – {self.mandatary.name}"

    @hybrid_property
    def is_open(self) -> bool:
        """Whether nothing has ended it; its last day may be over all the same, for an hour at most."""
        return self.ended_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return cls.ended_at.is_(None)

    @hybrid_property
    def is_live(self) -> bool:
        """Whether it lets anybody act today."""
        return self.is_open and self.until >= today()

    @is_live.inplace.expression
    @classmethod
    def _is_live(cls) -> ColumnElement[bool]:
        return and_(cls.ended_at.is_(None), cls.until >= present_day(today))

    @property
    def status(self) -> MandateStatus:
        """Where it stands; one whose last day is over counts as expired before anybody wrote so."""
        if self.ended_how is not None:
            return MandateStatus(self.ended_how)
        return MandateStatus.OPEN if self.is_live else MandateStatus.EXPIRED

    @property
    def open_records(self) -> list[MandateRecord]:
        """The records on which it still holds."""
        return [record for record in self.records if record.ended_at is None]

    def refresh_search(self) -> None:
        """Rebuilds what searches look at."""
        records = " ".join(
            f"{each.attachment.concession.title} {each.attachment.concession.reference}"
            for each in self.records
        )
        self.search = fold(
            f"{self.number} {self.company.name} {self.company.siret}"
            f" {self.mandatary.name} {self.mandatary.siret} {records}"
        )


class MandateRecord(Base):
    """One record of a mandate; it may leave it while the others stay. Of one record and one company that
    acts, at most one is open: the database holds it.
    """

    __tablename__ = "mandate_records"

    mandate_id: Mapped[int] = mapped_column(BigId, ForeignKey("mandates.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("attachments.id"), primary_key=True, index=True
    )
    mandatary_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    mandate: Mapped[Mandate] = relationship(back_populates="records")
    attachment: Mapped[Attachment] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        Index(
            "uq_mandate_records_open",
            "mandatary_id",
            "attachment_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
    )


class MandatePerson(Base):
    """Somebody of the company that acts: a SIRET is public, so only those who were let in do."""

    __tablename__ = "mandate_people"

    mandate_id: Mapped[int] = mapped_column(BigId, ForeignKey("mandates.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("pro_accounts.id"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    mandate: Mapped[Mandate] = relationship(back_populates="people")
    account: Mapped[ProAccount] = relationship(lazy="joined", innerjoin=UNNESTED)
