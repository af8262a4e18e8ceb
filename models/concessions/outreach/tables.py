"""A batch of invitations as a row, with whom it reaches, which records it is about, who wants no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from models.concessions.cleansing.tables import ContactCorrection
from models.concessions.outreach.standings import BatchState, OutreachChannel, Standing
from models.concessions.tables import Concession
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of

if TYPE_CHECKING:
    from models.staff import Agent


class Outreach(Versioned, Base):
    """One batch. `tally` counts its contacts by standing, kept by whatever moves one."""

    __tablename__ = "outreach_batches"
    audit_kind = "outreach"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    filter: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    reached: Mapped[int] = mapped_column(BigId, default=0)
    """The number of the last record that was looked at while it was prepared."""

    last: Mapped[int] = mapped_column(BigId, default=0)
    """The number of the last record that there was when it was begun."""

    records: Mapped[int] = mapped_column(default=0)
    tally: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))

    agent: Mapped[Agent | None] = relationship("Agent")

    __table_args__ = (
        CheckConstraint(is_one_of("channel", OutreachChannel), name="channel"),
        CheckConstraint(is_one_of("state", BatchState), name="state"),
        Index("ix_outreach_batches_created_at", "created_at", "id"),
        Index("ix_outreach_batches_state", "state", "created_at", "id"),
        Index("ix_outreach_batches_channel", "channel", "created_at", "id"),
        Index("ix_outreach_batches_agent", "agent_id", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.channel} {self.filter}".strip()

    @property
    def is_ready(self) -> bool:
        """Whether it is counted and waits for somebody to let it go."""
        return self.state == BatchState.READY.value

    @property
    def is_running(self) -> bool:
        """Whether what is due leaves."""
        return self.state == BatchState.RUNNING.value

    def count(self, *standings: Standing) -> int:
        """How many of its contacts stand there."""
        return sum(int(self.tally.get(standing, 0)) for standing in standings)


class OutreachContact(Base):
    """One reader of a batch: an address, by mail or by post, with all the records on which it stands."""

    __tablename__ = "outreach_contacts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("outreach_batches.id"))
    reader: Mapped[str] = mapped_column(String(64))
    """Who it is, as a keyed digest of the address: the same in all batches."""

    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    """The first record; where it goes is read from there when it goes."""

    records: Mapped[int] = mapped_column(default=1)
    standing: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("outbox_emails.id"))
    """The last mail."""

    stop_key: Mapped[str] = mapped_column(String(64), unique=True)
    """What its link to stop carries: it opens nothing, and stops these mails alone."""

    batch: Mapped[Outreach] = relationship()
    concession: Mapped[Concession] = relationship()
    correction: Mapped[ContactCorrection | None] = relationship(
        ContactCorrection,
        primaryjoin=lambda: and_(
            foreign(ContactCorrection.concession_id) == OutreachContact.concession_id,
            ContactCorrection.ended_at.is_(None),
        ),
        uselist=False,
        viewonly=True,
    )

    __table_args__ = (
        CheckConstraint(is_one_of("standing", Standing), name="standing"),
        Index("uq_outreach_contacts_reader", "batch_id", "reader", unique=True),
        Index("ix_outreach_contacts_where", "standing", "id"),
        Index("ix_outreach_contacts_batch", "batch_id", "id"),
        Index("ix_outreach_contacts_standing", "batch_id", "standing", "reader"),
        Index("ix_outreach_contacts_due", "batch_id", "due_at", "id"),
        Index("ix_outreach_contacts_reader", "reader", "last_at"),
        Index(
            "ix_outreach_contacts_mail",
            "mail_id",
            sqlite_where=mail_id.is_not(None),
            postgresql_where=mail_id.is_not(None),
        ),
    )


class OutreachRecord(Base):
    """A record about which a contact is written."""

    __tablename__ = "outreach_records"

    contact_id: Mapped[int] = mapped_column(BigId, ForeignKey("outreach_contacts.id"), primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"), primary_key=True)

    __table_args__ = (Index("ix_outreach_records_concession", "concession_id"),)


class OutreachStop(Base):
    """Who wants no more of it, as a keyed digest: no batch writes there again."""

    __tablename__ = "outreach_stops"

    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
