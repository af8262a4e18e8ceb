"""Who else of the company sees an attachment."""

from __future__ import annotations

from sqlalchemy import delete

from models import audit
from models.accounts import ProAccount
from models.attachments.refusals import AccountUnusable
from models.attachments.tables import Attachment, AttachmentReferent
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission


def add_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Lets another person of the same company see the attachment; the referent or staff decide.

    Raises `NotAllowed`, `AccountUnusable` (another company's, or not usable).
    """
    with transaction() as session:
        lock_row(attachment)
        if not (
            actor.may(Permission.ATTACH) or (actor.kind == "account" and actor.id == attachment.referent_id)
        ):
            raise NotAllowed
        usable = account.company_id == attachment.company_id and account.is_active and attachment.is_open
        if not usable:
            raise AccountUnusable
        if session.get(AttachmentReferent, (attachment.id, account.id)) is None:
            session.add(AttachmentReferent(attachment_id=attachment.id, account_id=account.id, since=now()))
            audit.record("referent-added", attachment, actor=actor, after={"referent": account.identifier})


def remove_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Takes a co-referent off; the referent himself stays."""
    with transaction() as session:
        if not (
            actor.may(Permission.ATTACH) or (actor.kind == "account" and actor.id == attachment.referent_id)
        ):
            raise NotAllowed
        if account.id == attachment.referent_id:
            raise NotAllowed
        statement = delete(AttachmentReferent).where(
            AttachmentReferent.attachment_id == attachment.id, AttachmentReferent.account_id == account.id
        )
        if session.execute(statement).rowcount:  # type: ignore[attr-defined]
            audit.record("referent-removed", attachment, actor=actor, after={"referent": account.identifier})
