"""A batch of migrations taken back whole, while nobody uses what it made."""

from __future__ import annotations

from sqlalchemy import select

from models import accounts, audit
from models.accounts import ProAccount
from models.attachments.endings import end_attachment
from models.attachments.notices import notify
from models.attachments.queries import lock_with_record
from models.attachments.tables import Attachment, AttachmentStatus
from models.audit import AuditAction
from models.documents.imports import BatchUsed, ImportElsewhere, ImportRun, ImportState, files
from models.documents.imports.queries import list_made
from models.documents.imports.rights import must_run
from models.documents.imports.steps import end
from models.documents.imports.tables import ImportMade
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission

OVER = (ImportState.DONE.value, ImportState.PAUSED.value, ImportState.DROPPED.value)
"""Where nothing of the batch is under way."""


def check_undo_batch(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere` where there is nothing to take back, `BatchUsed`, `NotAllowed`."""
    made = list_made(run) if run.state in OVER else []
    if not made:
        raise ImportElsewhere(why=run.state)
    must_run(run.kind, actor)
    if actor.id != run.runner_id and not actor.may(Permission.DETACH_ANY):
        raise NotAllowed
    if any(_is_used(entry) for entry in made):
        raise BatchUsed


def _is_used(entry: ImportMade) -> bool:
    return entry.account_is_new and entry.attachment.referent.activated_at is not None


def undo_batch(run: ImportRun, *, reason: str, seen: str | None = None, actor: Actor) -> int:
    """Ends what the batch attached and the accounts that it made; returns how many attachments it ended.

    All of it or nothing. The codes are again those of nobody, and the same file may be taken in anew. Whoever
    ran it may, or whoever may detach anything. Raises what the check does, `ReasonMissing` and `Stale`.
    """
    if not (reason := reason.strip()):
        raise ReasonMissing
    with transaction():
        lock_row(run)
        optimistic_lock.expect(run, seen)
        made = list_made(run)
        for account_id in sorted({entry.attachment.referent_id for entry in made}):
            lock_row(db.session.get_one(ProAccount, account_id))
        check_undo_batch(run, actor)
        ended = [entry.attachment for entry in made if _detach(entry.attachment, reason, actor)]
        for entry in made:
            if entry.account_is_new:
                _close(entry.attachment.referent, actor)
        idempotency.forget(Attachment, [entry.attachment_id for entry in made])
        optimistic_lock.advance(run)
        key = end(run, ImportState.UNDONE)
        after = {"count": len(ended)}
        audit.record(AuditAction.IMPORT_UNDONE, run, actor=actor, after=after, reason=reason)
    files.forget(key)
    return len(ended)


def _detach(attachment: Attachment, reason: str, actor: Actor) -> bool:
    lock_with_record(attachment)
    if not attachment.is_open:
        return False
    end_attachment(attachment, AttachmentStatus.DETACHED, reason, actor)
    audit.record(AuditAction.DETACHED, attachment, actor=actor, reason=reason)
    notify(attachment, MailKind.DETACHED)
    record = attachment.concession
    if record.code_company_id == attachment.company_id:
        record.code_company_id = None
    return True


def _close(account: ProAccount, actor: Actor) -> None:
    """Ends an account that the batch made, unless somebody has given it something else to hold since."""
    held = select(Attachment.id).where(Attachment.referent_id == account.id, Attachment.is_open).limit(1)
    if account.is_pending and db.session.scalar(held) is None:
        accounts.lapse(account, actor=actor)
