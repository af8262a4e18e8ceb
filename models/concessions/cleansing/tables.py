"""Records whose contact reaches nobody, what staff put in its place, what has to be looked at again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.concessions.tables import Concession
from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime, is_one_of, key_column

if TYPE_CHECKING:
    from models.mails import OutboxEmail
    from models.staff import Agent


class Flaw(StrEnum):
    """Why the contact of a record reaches nobody."""

    MISSING = "missing"
    DEAD = "dead"
    MALFORMED = "malformed"
    DOMAIN = "domain"
    PHONE = "phone"


UNMAILABLE = (Flaw.DEAD, Flaw.MALFORMED, Flaw.DOMAIN)
"""Those for which nothing is mailed to the address that we know."""


class ContactProof(StrEnum):
    """What shows the contact that staff put in the place of another."""

    DOCUMENT = "document"
    CALL_BACK = "call-back"
    LETTER = "letter"
    OTHER = "other"


class ContactFlaw(Base):
    """An unattached record whose contact reaches nobody; it bears the record's number.

    The worker keeps it (`following`); a correction looks at its record at once.
    """

    __tablename__ = "contact_flaws"

    id: Mapped[int] = mapped_column(
        BigId, ForeignKey("concessions.id"), primary_key=True, autoincrement=False
    )
    flaw: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("outbox_emails.id"))
    """The mail that came back, or that its server refused."""

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)
    mail: Mapped[OutboxEmail | None] = relationship("OutboxEmail")

    __table_args__ = (
        CheckConstraint(is_one_of("flaw", Flaw), name="flaw"),
        Index("ix_contact_flaws_since", "since", "id"),
        Index("ix_contact_flaws_flaw", "flaw", "since", "id"),
        Index(
            "ix_contact_flaws_mail",
            "mail_id",
            sqlite_where=mail_id.is_not(None),
            postgresql_where=mail_id.is_not(None),
        ),
    )

    @property
    def status(self) -> Flaw:
        """Why it stands here."""
        return Flaw(self.flaw)


class ContactCorrection(Base):
    """What staff put in the place of a record's contact, and what shows it: for invitations alone.

    It proves nothing: no evidence reads it. What is empty was not corrected. `was_…` is what the record said
    then: once the record says something else, a newer file knows better, and the correction stands back.
    """

    __tablename__ = "contact_corrections"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    proof: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(Text)
    """Where the proof is found, in words."""

    email: Mapped[str] = mapped_column(String(320), default="")
    email_key: Mapped[str] = mapped_column(key_column(320), default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    was_email: Mapped[str] = mapped_column(String(320), default="")
    was_phone: Mapped[str] = mapped_column(String(24), default="")
    was_address: Mapped[str] = mapped_column(Text, default="")
    was_postcode: Mapped[str] = mapped_column(String(16), default="")
    was_city: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When another took its place, or its record was attached or closed."""

    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    concession: Mapped[Concession] = relationship()
    agent: Mapped[Agent | None] = relationship("Agent")

    __table_args__ = (
        CheckConstraint(is_one_of("proof", ContactProof), name="proof"),
        CheckConstraint(
            "forgotten_at IS NOT NULL OR (reference <> '' AND (email <> '' OR phone <> '' OR address <> ''))",
            name="told",
        ),
        CheckConstraint("(address = '') = (postcode = '') AND (address = '') = (city = '')", name="whole"),
        CheckConstraint("forgotten_at IS NULL OR ended_at IS NOT NULL", name="forgotten"),
        # One that stands per record: held here, whatever the code does.
        Index(
            "uq_contact_corrections_open",
            "concession_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index("ix_contact_corrections_concession", "concession_id", "id"),
        Index("ix_contact_corrections_email_key", "email_key", "id"),
        Index(
            "ix_contact_corrections_to_forget",
            "ended_at",
            "id",
            sqlite_where=forgotten_at.is_(None),
            postgresql_where=forgotten_at.is_(None),
        ),
    )


class ContactChange(Base):
    """Something happened to a record or to a mail to its contact: it is to be looked at again."""

    __tablename__ = "contact_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId)
