"""What somebody claims of a record that another holds, as a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.tables import Attachment
from models.kernel.base import Base
from models.kernel.types import BigId, UtcDateTime, is_one_of


class ClaimOutcome(StrEnum):
    """What became of it."""

    HANDED_OVER = "handed-over"
    SHARED = "shared"
    """Of the same company: they see it together from then on."""

    REFUSED = "refused"
    VOID = "void"
    """Nobody is left to ask, or nobody who asks."""


class HeldClaim(Base):
    """An account asks who holds a record to hand it over; once for each attachment, whatever the answer."""

    __tablename__ = "held_claims"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    passed_on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When staff were told that the holder keeps silent."""

    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))

    attachment: Mapped[Attachment] = relationship()
    account: Mapped[ProAccount] = relationship()

    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answered"),
        CheckConstraint(f"outcome IS NULL OR {is_one_of('outcome', ClaimOutcome)}", name="outcome"),
        # The database holds it: the same person asks the same holder once.
        Index("uq_held_claims_asked", "attachment_id", "account_id", unique=True),
        Index(
            "ix_held_claims_due",
            "due_at",
            "id",
            sqlite_where=and_(answered_at.is_(None), passed_on_at.is_(None)),
            postgresql_where=and_(answered_at.is_(None), passed_on_at.is_(None)),
        ),
    )

    @hybrid_property
    def waits(self) -> bool:
        """Whether nobody has answered."""
        return self.answered_at is None

    @waits.inplace.expression
    @classmethod
    def _waits(cls) -> ColumnElement[bool]:
        return cls.answered_at.is_(None)
