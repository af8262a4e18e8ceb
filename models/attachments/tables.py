"""The attachment as a row, and where it stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.evidence import JUSTIFIED, Evidence, Review
from models.attachments.evidence.rule import SHORTEST_JUSTIFICATION
from models.companies import Company
from models.concessions import Concession
from models.documents import Document
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import UNNESTED, BigId, Derived, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.staff import Agent
from models.values.text import fold

if TYPE_CHECKING:
    from models.attachments.afterwards.tables import HeldClaim


class AttachmentStatus(StrEnum):
    """Where it stands; derived, never stored."""

    WAITING_REVIEW = "waiting-review"
    WAITING_ACTIVATION = "waiting-activation"
    IN_EFFECT = "in-effect"
    SUSPENDED = "suspended"
    DETACHED = "detached"
    REFUSED = "refused"
    LAPSED = "lapsed"


ENDINGS = (AttachmentStatus.DETACHED, AttachmentStatus.REFUSED, AttachmentStatus.LAPSED)
"""How an attachment may have ended."""

_REVIEWED = [review.value for review in Review if review is not Review.NONE]


class Channel(StrEnum):
    """By whom it was made: its company, staff on its behalf, or a program of another house."""

    PORTAL = "portal"
    CONSOLE = "console"
    API = "api"


CONTESTED = "contested"
"""What is owed to an attachment that is suspended: the look of another supervisor."""

_STANDING = (
    "CASE WHEN ended_how IS NOT NULL THEN ended_how"
    f" WHEN suspended_at IS NOT NULL THEN '{AttachmentStatus.SUSPENDED}'"
    f" WHEN review = '{Review.BEFORE}' AND reviewed_at IS NULL THEN '{AttachmentStatus.WAITING_REVIEW}'"
    f" WHEN effective_at IS NOT NULL THEN '{AttachmentStatus.IN_EFFECT}'"
    f" ELSE '{AttachmentStatus.WAITING_ACTIVATION}' END"
)


_OWED = (
    f"CASE WHEN ended_at IS NOT NULL THEN '{Review.NONE}' WHEN suspended_at IS NOT NULL THEN '{CONTESTED}'"
    f" WHEN reviewed_at IS NULL THEN review ELSE '{Review.NONE}' END"
)


ANY_OWED = f"owed <> '{Review.NONE}'"
WITHOUT_CODE = f"evidence <> '{Evidence.CODE}'"
"""Told alike in an index and in the clause that it serves: with parameters SQLite would not know it again."""


class Attachment(Searchable, Versioned, Base):
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
    taken_from_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attachments.id"))
    """Which one it took its record over from, if it came from another company."""

    title_key: Mapped[str] = mapped_column(key_column(250))
    standing: Mapped[str] = mapped_column(String(20), Derived(_STANDING))
    """Its status, as the database derives it."""

    owed: Mapped[str] = mapped_column(String(12), Derived(_OWED))
    """What supervisors owe it now, as the database derives it: a review, `contested`, or `none`."""

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=UNNESTED)
    referent: Mapped[ProAccount] = relationship(foreign_keys=[referent_id])
    made_by: Mapped[Agent | None] = relationship(foreign_keys=[made_by_id])
    reviewed_by: Mapped[Agent | None] = relationship(foreign_keys=[reviewed_by_id])
    suspended_by: Mapped[Agent | None] = relationship(foreign_keys=[suspended_by_id])
    ended_by: Mapped[Agent | None] = relationship(foreign_keys=[ended_by_id])
    document: Mapped[Document | None] = relationship()
    taken_from: Mapped[Attachment | None] = relationship(remote_side=[id])
    referents: Mapped[list[AttachmentReferent]] = relationship(back_populates="attachment")
    claims: Mapped[list[HeldClaim]] = relationship(viewonly=True, order_by="HeldClaim.id")
    """Of others, on what this one holds."""

    __table_args__ = (
        CheckConstraint(is_one_of("channel", Channel), name="channel"),
        CheckConstraint(is_one_of("evidence", Evidence), name="evidence"),
        CheckConstraint(is_one_of("review", Review), name="review"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended"),
        CheckConstraint(f"ended_how IS NULL OR {is_one_of('ended_how', ENDINGS)}", name="ended_how"),
        CheckConstraint(
            f"NOT ({is_one_of('evidence', JUSTIFIED)}) OR length(justification) >= {SHORTEST_JUSTIFICATION}"
            " OR evidence_erased_at IS NOT NULL",
            name="justified",
        ),
        CheckConstraint(
            f"evidence <> '{Evidence.MANDATE}' OR document_id IS NOT NULL OR evidence_erased_at IS NOT NULL",
            name="mandate",
        ),
        CheckConstraint("evidence_erased_at IS NULL OR ended_at IS NOT NULL", name="evidence_erased"),
        CheckConstraint(f"(channel = '{Channel.CONSOLE}') = (made_by_id IS NOT NULL)", name="made_by"),
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
        Index("ix_attachments_standing", "standing", "created_at", "id"),
        Index("ix_attachments_standing_title", "standing", "title_key", "id"),
        Index("ix_attachments_evidence", "evidence", "created_at", "id"),
        Index("ix_attachments_channel", "channel", "created_at", "id"),
        Index("ix_attachments_review", "review", "created_at", "id"),
        Index("ix_attachments_owed", "owed", "created_at", "id"),
        Index(
            "ix_attachments_any_owed",
            "created_at",
            "id",
            sqlite_where=text(ANY_OWED),
            postgresql_where=text(ANY_OWED),
        ),
        Index(
            "ix_attachments_owed_made_by",
            "made_by_id",
            "id",
            sqlite_where=text(ANY_OWED),
            postgresql_where=text(ANY_OWED),
        ),
        Index(
            "ix_attachments_owed_doubted_by",
            "suspended_by_id",
            "id",
            sqlite_where=text(ANY_OWED),
            postgresql_where=text(ANY_OWED),
        ),
        Index(
            "ix_attachments_without_code",
            "created_at",
            "id",
            sqlite_where=text(WITHOUT_CODE),
            postgresql_where=text(WITHOUT_CODE),
        ),
        Index(
            "ix_attachments_reviewed",
            "created_at",
            "id",
            sqlite_where=reviewed_at.is_not(None),
            postgresql_where=reviewed_at.is_not(None),
        ),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.concession.title} – {self.company.name}"

    @hybrid_property
    def is_open(self) -> bool:
        """Whether it still binds the concession."""
        return self.ended_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return cls.ended_at.is_(None)

    @hybrid_property
    def is_contested(self) -> bool:
        """Whether it is suspended until another supervisor has looked."""
        return self.is_open and self.suspended_at is not None

    @is_contested.inplace.expression
    @classmethod
    def _is_contested(cls) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.suspended_at.is_not(None))

    @hybrid_property
    def is_unreviewed(self) -> bool:
        """Whether a supervisor still owes it a look, contested or not."""
        return self.is_open and self.review != Review.NONE and self.reviewed_at is None

    @is_unreviewed.inplace.expression
    @classmethod
    def _is_unreviewed(cls) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.reviewed_at.is_(None), cls.review.in_(_REVIEWED))

    @hybrid_property
    def waits_for_review(self) -> bool:
        """Whether a supervisor must approve before it takes effect."""
        return self.is_open and self.review == Review.BEFORE and self.reviewed_at is None

    @waits_for_review.inplace.expression
    @classmethod
    def _waits_for_review(cls) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.review == Review.BEFORE.value, cls.reviewed_at.is_(None))

    @hybrid_property
    def is_in_effect(self) -> bool:
        """Whether its procedures are open to the referents."""
        return self.is_open and self.effective_at is not None and self.suspended_at is None

    @is_in_effect.inplace.expression
    @classmethod
    def _is_in_effect(cls) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.suspended_at.is_(None), cls.effective_at.is_not(None))

    @property
    def is_contestable(self) -> bool:
        """Whether its company may say that it never wanted it: made by staff, and not looked into yet."""
        return self.is_open and self.suspended_at is None and self.channel != Channel.PORTAL

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


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `Attachment.status` derives, told to the database."""
    return Attachment.standing == AttachmentStatus(value).value


class AttachmentReferent(Base):
    """An account that sees an attachment; the main one is also `Attachment.referent`."""

    __tablename__ = "attachment_referents"

    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("pro_accounts.id"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    attachment: Mapped[Attachment] = relationship(back_populates="referents")
    account: Mapped[ProAccount] = relationship(lazy="joined", innerjoin=UNNESTED)
