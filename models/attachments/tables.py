"""The attachment as a row, who sees it, and where it stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, and_, exists, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.evidence import Evidence, Review
from models.attachments.evidence.rule import SHORTEST_JUSTIFICATION
from models.companies import Company
from models.concessions import Concession
from models.documents import Document
from models.kernel.base import Base, db
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import UNNESTED, BigId, UtcDateTime, key_column
from models.staff import Agent
from models.values.text import fold, title_key


class AttachmentStatus(StrEnum):
    """Where it stands; derived, never stored."""

    WAITING_REVIEW = "waiting-review"
    WAITING_ACTIVATION = "waiting-activation"
    IN_EFFECT = "in-effect"
    SUSPENDED = "suspended"
    DETACHED = "detached"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Attachment(Versioned, Base):
    """A concession bound to a company. At most one open attachment per concession: the database holds it."""

    __tablename__ = "attachments"
    audit_kind = "attachment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    referent_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    evidence: Mapped[str] = mapped_column(String(12))
    justification: Mapped[str] = mapped_column(Text, default="")
    called_number: Mapped[str] = mapped_column(String(24), default="")
    document_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("documents.id"))
    made_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review: Mapped[str] = mapped_column(String(8))
    review_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    suspended_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[str | None] = mapped_column(String(12))
    ended_reason: Mapped[str | None] = mapped_column(Text)
    ended_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    evidence_erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    title_key: Mapped[str] = mapped_column(key_column(250))
    search: Mapped[str] = mapped_column(Text, default="")

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=UNNESTED)
    referent: Mapped[ProAccount] = relationship(foreign_keys=[referent_id])
    made_by: Mapped[Agent | None] = relationship(foreign_keys=[made_by_id])
    reviewed_by: Mapped[Agent | None] = relationship(foreign_keys=[reviewed_by_id])
    suspended_by: Mapped[Agent | None] = relationship(foreign_keys=[suspended_by_id])
    ended_by: Mapped[Agent | None] = relationship(foreign_keys=[ended_by_id])
    document: Mapped[Document | None] = relationship()
    referents: Mapped[list[AttachmentReferent]] = relationship(back_populates="attachment")

    __table_args__ = (
        CheckConstraint("channel IN ('portal','console')", name="channel"),
        CheckConstraint("evidence IN ('code','siren','mandate','callback','other')", name="evidence"),
        CheckConstraint("review IN ('none','sample','after','before')", name="review"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended"),
        CheckConstraint(
            "ended_how IS NULL OR ended_how IN ('detached','refused','lapsed')", name="ended_how"
        ),
        CheckConstraint(
            f"evidence = '{Evidence.CODE}' OR length(justification) >= {SHORTEST_JUSTIFICATION}"
            " OR evidence_erased_at IS NOT NULL",
            name="justified",
        ),
        CheckConstraint(
            f"evidence <> '{Evidence.MANDATE}' OR document_id IS NOT NULL OR evidence_erased_at IS NOT NULL",
            name="mandate",
        ),
        CheckConstraint("evidence_erased_at IS NULL OR ended_at IS NOT NULL", name="evidence_erased"),
        CheckConstraint("(channel = 'portal') = (made_by_id IS NULL)", name="made_by"),
        CheckConstraint("reviewed_by_id IS NULL OR reviewed_by_id <> made_by_id", name="own_work"),
        Index(
            "uq_attachments_open",
            "concession_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index(
            "ix_attachments_to_review",
            "review",
            "created_at",
            "id",
            sqlite_where=and_(ended_at.is_(None), reviewed_at.is_(None)),
            postgresql_where=and_(ended_at.is_(None), reviewed_at.is_(None)),
        ),
        Index(
            "ix_attachments_suspended",
            "suspended_at",
            "id",
            sqlite_where=and_(ended_at.is_(None), suspended_at.is_not(None)),
            postgresql_where=and_(ended_at.is_(None), suspended_at.is_not(None)),
        ),
        Index("ix_attachments_concession", "concession_id", "created_at"),
        Index("ix_attachments_company", "company_id", "created_at"),
        Index("ix_attachments_created_at", "created_at", "id"),
        Index("ix_attachments_title_key", "title_key", "id"),
        Index("ix_attachments_made_by", "made_by_id", "created_at"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.concession.title} – {self.company.name}"

    @property
    def is_open(self) -> bool:
        """Whether it still binds the concession."""
        return self.ended_at is None

    @property
    def waits_for_review(self) -> bool:
        """Whether a supervisor must approve before it takes effect."""
        return self.is_open and self.review == Review.BEFORE and self.reviewed_at is None

    @property
    def is_in_effect(self) -> bool:
        """Whether its procedures are open to the referents."""
        return self.is_open and self.effective_at is not None and self.suspended_at is None

    @property
    def is_contestable(self) -> bool:
        """Whether its company may say that it never wanted it: made by staff, and not looked into yet."""
        return self.is_open and self.suspended_at is None and self.channel != "portal"

    @property
    def status(self) -> AttachmentStatus:
        """Where it stands now."""
        if self.ended_how is not None:
            return AttachmentStatus(self.ended_how)
        if self.suspended_at is not None:
            return AttachmentStatus.SUSPENDED
        if self.waits_for_review:
            return AttachmentStatus.WAITING_REVIEW
        return AttachmentStatus.IN_EFFECT if self.effective_at else AttachmentStatus.WAITING_ACTIVATION

    def refresh_search(self) -> None:
        """Rebuilds what searches and sorts look at."""
        concession, company, referent = self.concession, self.company, self.referent
        self.title_key = concession.title_key
        self.search = fold(
            f"{concession.title} {concession.reference} {company.name} {company.siret}"
            f" {referent.identifier} {referent.full_name} {referent.email}"
        )


class AttachmentReferent(Base):
    """An account that sees an attachment; the main one is also `Attachment.referent`."""

    __tablename__ = "attachment_referents"

    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("pro_accounts.id"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    attachment: Mapped[Attachment] = relationship(back_populates="referents")
    account: Mapped[ProAccount] = relationship()


def current(concession: Concession) -> Attachment | None:
    """The open attachment of a concession."""
    return db.session.scalar(
        select(Attachment).where(Attachment.concession_id == concession.id, Attachment.ended_at.is_(None))
    )


def open_on(concession_id: int) -> int | None:
    """The number of the open attachment of a concession."""
    return db.session.scalar(
        select(Attachment.id).where(Attachment.concession_id == concession_id, Attachment.ended_at.is_(None))
    )


def later_than(attachment: Attachment) -> Attachment | None:
    """What was attached to the same concession after this one and has been in effect since."""
    query = select(Attachment).where(
        Attachment.concession_id == attachment.concession_id,
        Attachment.id > attachment.id,
        Attachment.effective_at.is_not(None),
    )
    return db.session.scalar(query.order_by(Attachment.id.desc()).limit(1))


def is_referent(attachment: Attachment, account: ProAccount) -> bool:
    """Whether the account sees the attachment: the referent or a co-referent."""
    return db.session.get(AttachmentReferent, (attachment.id, account.id)) is not None


def _visible_to(account: ProAccount) -> Select[Attachment]:
    return (
        select(Attachment)
        .join(AttachmentReferent)
        .where(AttachmentReferent.account_id == account.id, Attachment.ended_at.is_(None))
    )


def find(attachment_id: int) -> Attachment | None:
    """The attachment of that number."""
    return db.session.get(Attachment, attachment_id)


def find_for_account(account: ProAccount, attachment_id: int) -> Attachment | None:
    """The open attachment of that number, if the account is one of its referents; to others it is nothing."""
    return db.session.scalar(_visible_to(account).where(Attachment.id == attachment_id))


def list_for_account(
    account: ProAccount, kind: str, *, query: str = "", by_referent: bool = False, backwards: bool = False
) -> list[Attachment]:
    """What the account sees of one kind, by title or by referent; waiting ones included.

    A search looks at titles alone: what else the old record holds is staff's to search.
    """
    statement = _visible_to(account).join(Attachment.concession).where(Concession.kind == kind)
    if query:
        statement = statement.where(Attachment.title_key.contains(title_key(query), autoescape=True))
    order: list[Any] = [Attachment.title_key, Attachment.id]
    if by_referent:
        statement = statement.join(Attachment.referent)
        order.insert(0, ProAccount.name_key)
    statement = statement.order_by(*(each.desc() if backwards else each for each in order))
    return list(db.session.scalars(statement.options(joinedload(Attachment.referent))).unique())


def holds_any(account: ProAccount) -> bool:
    """Whether the procedures are open: a voirie concession attached, in effect, to this account."""
    statement = (
        select(Attachment.id)
        .join(AttachmentReferent)
        .join(Concession, Concession.id == Attachment.concession_id)
        .where(AttachmentReferent.account_id == account.id, Concession.kind == "voirie")
        .where(
            Attachment.ended_at.is_(None),
            Attachment.suspended_at.is_(None),
            Attachment.effective_at.is_not(None),
        )
    )
    return bool(db.session.scalar(select(exists(statement))))


def reviewable_now(attachment: Attachment) -> bool:
    """Whether a supervisor still owes it a look."""
    return attachment.is_open and attachment.review != Review.NONE and attachment.reviewed_at is None
