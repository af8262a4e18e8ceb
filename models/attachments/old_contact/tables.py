"""A key that goes by post to the address of an old record, as a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.concessions import Concession
    from models.staff import Agent


class LetterKey(Base):
    """One key of an account for a record. `seed` opens nothing: the key is derived from it, elsewhere.

    It waits to be printed, lives 21 days from then, and is over when it served, or another took its place.
    """

    __tablename__ = "letter_keys"
    audit_kind = "letter-key"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    printed_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)
    account: Mapped[ProAccount] = relationship()
    printed_by: Mapped[Agent | None] = relationship(foreign_keys=[printed_by_id])

    __table_args__ = (
        CheckConstraint("(printed_at IS NULL) = (expires_at IS NULL)", name="printed"),
        # One live key per account and record: held here, whatever the code does.
        Index(
            "uq_letter_keys_live",
            "concession_id",
            "account_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index("ix_letter_keys_printed_at", "printed_at", "id"),
        Index(
            "ix_letter_keys_to_print",
            "id",
            sqlite_where=ended_at.is_(None) & printed_at.is_(None),
            postgresql_where=ended_at.is_(None) & printed_at.is_(None),
        ),
    )
