"""What waits for a supervisor is reminded of after a day, and lapses after five."""

from __future__ import annotations

from sqlalchemy import select

from models import audit, mails
from models.attachments.endings import end_attachment
from models.attachments.evidence import Review
from models.attachments.notices import notify
from models.attachments.queries import lock_with_record
from models.attachments.review import may_review
from models.attachments.tables import Attachment, AttachmentStatus
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.staff.queries import list_supervisors
from models.values.days import working_days_after


def _waiting() -> list[Attachment]:
    query = select(Attachment).where(
        Attachment.review == Review.BEFORE.value,
        Attachment.reviewed_at.is_(None),
        Attachment.is_open,
    )
    return list(db.session.scalars(query.order_by(Attachment.id)).unique())


def lapse_overdue(*, actor: Actor) -> int:
    """Ends what waited for a supervisor longer than five working days; returns how many."""
    lapsed = 0
    for attachment in _waiting():
        if attachment.review_due_at is None or attachment.review_due_at > now():
            continue
        with transaction():
            lock_with_record(attachment)
            if attachment.waits_for_review:
                end_attachment(
                    attachment, AttachmentStatus.LAPSED, "five working days without a decision", actor
                )
                audit.record(AuditAction.ATTACHMENT_LAPSED, attachment, actor=actor)
                notify(attachment, MailKind.ATTACHMENT_LAPSED)
                lapsed += 1
    return lapsed


def remind_overdue() -> int:
    """Owes supervisors one reminder for each attachment that has waited a working day; returns how many."""
    reminded = 0
    for attachment in _waiting():
        if attachment.reminded_at is not None or working_days_after(attachment.created_at, 1) > now():
            continue
        with transaction():
            lock_row(attachment)
            if attachment.reminded_at is not None or not attachment.waits_for_review:
                continue
            attachment.reminded_at = now()
            every = list_supervisors()
            able = [supervisor for supervisor in every if may_review(supervisor, attachment)]
            for supervisor in able or every:  # where nobody may decide, all must know
                params = {"title": attachment.concession.title, "company": attachment.company.name}
                mails.notify(MailKind.REVIEW_REMINDER, supervisor.email, params=params, agent=supervisor)
            reminded += 1
    return reminded
