"""A record goes from the company that holds it to another: one ends, the other begins, at one moment."""

from __future__ import annotations

from models import audit
from models.accounts import ProAccount
from models.attachments.binding import bind
from models.attachments.endings import UnderReview, check_settled, end_attachment
from models.attachments.evidence import Evidence
from models.attachments.evidence.rule import SHORTEST_JUSTIFICATION
from models.attachments.notices import notify
from models.attachments.refusals import JustificationTooShort
from models.attachments.tables import Attachment, AttachmentStatus, Channel
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import MailKind

HANDED_OVER = "handed over"
"""Why an attachment ended whose holder gave it away."""


def check_reason(reason: str) -> str:
    """The reason as it is kept. Raises `JustificationTooShort`."""
    reason = reason.strip()
    if len(reason) < SHORTEST_JUSTIFICATION:
        raise JustificationTooShort(length=len(reason), minimum=SHORTEST_JUSTIFICATION)
    return reason


def check_unmoved(attachment: Attachment) -> None:
    """Raises `UnderReview`: what is contested stays where it is until that is decided; `ReferentRecent`."""
    check_settled(attachment)
    if attachment.is_open and attachment.suspended_at is not None:
        raise UnderReview


def take_over(
    attachment: Attachment, account: ProAccount, evidence: Evidence, *, reason: str, actor: Actor
) -> Attachment:
    """Ends the attachment and binds its record to the account, in the transaction under way.

    The account, the record and the attachment are locked. Both sides and the old contact are told.
    """
    why, channel = reason or HANDED_OVER, Channel.CONSOLE if actor.is_staff else Channel.PORTAL
    end_attachment(attachment, AttachmentStatus.DETACHED, why, actor)
    audit.record(AuditAction.DETACHED, attachment, actor=actor, reason=why)
    notify(attachment, MailKind.DETACHED)
    db.session.flush()
    made = bind(attachment.concession, account, evidence, channel, justification=reason, actor=actor)
    made.taken_from = attachment
    return made
