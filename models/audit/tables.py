"""The trail's two tables: the chained events, and the erasable details whose digest is in the chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime
from models.lists.searchable import Searchable


class AuditEvent(Base):
    """One thing that happened. Rows are never updated nor deleted: triggers see to it (storage/ddl.py)."""

    __tablename__ = "audit_events"

    sequence: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(BigId)
    role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    company_id: Mapped[int | None] = mapped_column(BigId)
    request_id: Mapped[str | None] = mapped_column(String(64))
    detail_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    detail: Mapped[AuditDetail] = relationship(back_populates="event", lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint("sequence > 0", name="sequence"),
        Index("ix_audit_events_subject", "subject_kind", "subject_id", "sequence"),
        Index("ix_audit_events_company", "company_id", "sequence"),
        Index("ix_audit_events_actor", "actor_kind", "actor_id", "sequence"),
        Index("ix_audit_events_action", "action", "sequence"),
        Index("ix_audit_events_actor_kind", "actor_kind", "sequence"),
        Index("ix_audit_events_request", "request_id", "sequence"),
        Index("ix_audit_events_at", "at", "sequence"),
    )


class AuditDetail(Searchable, Base):
    """The personal side of an event: names, address, values. May be erased; the chain stays verifiable."""

    __tablename__ = "audit_details"

    sequence: Mapped[int] = mapped_column(
        BigId, ForeignKey("audit_events.sequence"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str | None] = mapped_column(Text)
    subject_label: Mapped[str | None] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    erased_by: Mapped[int | None] = mapped_column(BigId)

    event: Mapped[AuditEvent] = relationship(back_populates="detail")
