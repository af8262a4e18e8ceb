"""Who else of the company sees an attachment."""

from __future__ import annotations

from sqlalchemy import delete

from models import audit
from models.accounts import ProAccount
from models.attachments.endings import AttachmentOver
from models.attachments.refusals import AccountUnusable
from models.attachments.tables import Attachment, AttachmentReferent
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission


def check_add_referent(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor lets nobody else see the attachment."""
    _must_decide(attachment, actor)
    if not attachment.is_open:
        raise AttachmentOver


def _must_decide(attachment: Attachment, actor: Actor) -> None:
    referent = actor.kind == "account" and actor.id == attachment.referent_id
    if not (referent or actor.may(Permission.ATTACH)):
        raise NotAllowed


def add_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Lets another person of the same company see the attachment; the referent or staff decide.

    Raises `NotAllowed`, `AttachmentOver`, `AccountUnusable` (another company's, or not usable).
    """
    with transaction() as session:
        lock_row(attachment)
        check_add_referent(attachment, actor)
        if account.company_id != attachment.company_id or not account.is_active:
            raise AccountUnusable
        if session.get(AttachmentReferent, (attachment.id, account.id)) is None:
            session.add(AttachmentReferent(attachment_id=attachment.id, account_id=account.id, since=now()))
            audit.record(
                AuditAction.REFERENT_ADDED, attachment, actor=actor, after={"referent": account.identifier}
            )


def remove_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Takes a co-referent off; the referent stays."""
    with transaction() as session:
        _must_decide(attachment, actor)
        if account.id == attachment.referent_id:
            raise NotAllowed
        statement = delete(AttachmentReferent).where(
            AttachmentReferent.attachment_id == attachment.id, AttachmentReferent.account_id == account.id
        )
        if session.execute(statement).rowcount:  # type: ignore[attr-defined]
            audit.record(
                AuditAction.REFERENT_REMOVED, attachment, actor=actor, after={"referent": account.identifier}
            )
