"""What was handed over to close the old accounts: in batches, each attachment in one of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, Index, Select, insert, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit
from models.attachments import Attachment
from models.audit import AuditAction
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission
from models.reports import migrated

if TYPE_CHECKING:
    from models.staff import Agent

SHOWN = 50


class NothingToHandOver(DomainError):
    """Every record that has migrated was handed over already."""


class Handover(Base):
    """One list that was given to whoever closes the old accounts."""

    __tablename__ = "handovers"
    audit_kind = "handover"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed: Mapped[bool] = mapped_column(Boolean)
    """Whether only those were meant whose company filed a first request here."""

    records: Mapped[int] = mapped_column(default=0)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))

    agent: Mapped[Agent | None] = relationship("Agent")

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.records}"


class HandoverRecord(Base):
    """An attachment that was handed over."""

    __tablename__ = "handover_records"

    attachment_id: Mapped[int] = mapped_column(BigId, ForeignKey("attachments.id"), primary_key=True)
    handover_id: Mapped[int] = mapped_column(BigId, ForeignKey("handovers.id"))

    __table_args__ = (Index("ix_handover_records_handover_id", "handover_id", "attachment_id"),)


def hand_over(*, filed: bool, submission: str | None = None, actor: Actor) -> Handover:
    """Makes a batch of whatever has migrated and was never handed over.

    `filed` as in `migrated.list_migrated`. A form that was sent twice makes one. Raises `NotAllowed`,
    `NothingToHandOver`.
    """
    if not actor.may(Permission.EXPORT):
        raise NotAllowed

    def make() -> Handover:
        lock("handover")
        batch = Handover(at=now(), filed=filed, agent_id=actor.id if actor.is_staff else None)
        db.session.add(batch)
        db.session.flush()
        known = select(HandoverRecord.attachment_id)
        found = list(
            db.session.scalars(migrated.find_attachments(filed=filed).where(Attachment.id.not_in(known)))
        )
        if not found:
            raise NothingToHandOver
        rows = [{"attachment_id": number, "handover_id": batch.id} for number in found]
        db.session.execute(insert(HandoverRecord), rows)
        batch.records = len(rows)
        after = {"what": "migrated", "filed": filed, "rows": batch.records}
        audit.record(AuditAction.EXPORTED, batch, actor=actor, after=after)
        return batch

    return idempotency.once(submission, Handover, make)


def find_handover(number: int) -> Handover | None:
    """The batch of that number."""
    return db.session.get(Handover, number)


def list_handovers() -> list[Handover]:
    """The latest batches, newest first."""
    return list(db.session.scalars(select(Handover).order_by(Handover.id.desc()).limit(SHOWN)))


def attachments_of(batch: Handover) -> Select[int]:
    """The numbers of the attachments of a batch."""
    return select(HandoverRecord.attachment_id).where(HandoverRecord.handover_id == batch.id)
