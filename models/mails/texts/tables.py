"""What administrators wrote in place of our words, as rows: what holds now, and each version before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime

if TYPE_CHECKING:
    from models.staff import Agent

LONGEST_SUBJECT = 180
LONGEST_BODY = 8_000


class EditedText(Versioned, Base):
    """A text that was edited at least once. `body` is None where the original holds again."""

    __tablename__ = "edited_texts"
    audit_kind = "text"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    subject: Mapped[str | None] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str | None] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("(subject IS NULL) = (body IS NULL)", name="whole"),
        CheckConstraint("from_on <= until_on", name="days"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.key


class EditedTextVersion(Base):
    """One version: what was written, by whom, when. It is never changed."""

    __tablename__ = "edited_text_versions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("edited_texts.id"))
    number: Mapped[int] = mapped_column()
    subject: Mapped[str | None] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str | None] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    restored: Mapped[int | None] = mapped_column()
    """The version of which this one says the same again."""

    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    agent: Mapped[Agent | None] = relationship("Agent")

    __table_args__ = (Index("uq_edited_text_versions_number", "text_id", "number", unique=True),)
