"""Forgets, five years after its end, what proved an attachment; that it was and ended stays known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, select

from models import audit
from models.attachments.questions import AttachmentQuestion
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.values.days import years_before

KEPT_YEARS = 5
"""After the end of the attachment, for whoever still doubts it; then what proved it goes."""


def aged_ids(moment: datetime) -> Select[int]:
    """The query of the attachments that ended five years before that moment, or earlier."""
    return select(Attachment.id).where(Attachment.ended_at < years_before(moment, KEPT_YEARS))


def forget_evidence(*, actor: Actor) -> int:
    """Takes the evidence of what ended long ago away; returns of how many. Documents go with the unused."""
    old = aged_ids(now()).where(Attachment.evidence_erased_at.is_(None))
    return sum(_forget(number, actor) for number in db.session.scalars(old.order_by(Attachment.id)).all())


def _forget(attachment_id: int, actor: Actor) -> bool:
    with transaction() as session:
        attachment = session.get_one(Attachment, attachment_id)
        lock_row(attachment)
        if attachment.evidence_erased_at is not None or attachment.ended_at is None:
            return False
        attachment.evidence_erased_at = now()
        attachment.justification = attachment.called_number = ""
        attachment.suspended_reason = None
        attachment.ended_reason = ""
        attachment.document = None
        session.execute(delete(AttachmentQuestion).where(AttachmentQuestion.attachment_id == attachment.id))
        audit.record(AuditAction.EVIDENCE_ERASED, attachment, actor=actor)
        return True
