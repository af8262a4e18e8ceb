"""A supervisor moves a record from the company that holds it to another, and may take that back."""

from __future__ import annotations

from sqlalchemy import select

from models import audit
from models.accounts import ProAccount
from models.attachments.afterwards.takeover import check_reason, take_over
from models.attachments.endings import (
    UNDO_WINDOW,
    AttachmentOver,
    UnderReview,
    UndoTooLate,
    end_attachment,
)
from models.attachments.evidence import Evidence
from models.attachments.notices import notify
from models.attachments.queries import lock_with_record
from models.attachments.refusals import AccountUnusable
from models.attachments.review import OwnWork, has_stake
from models.attachments.tables import Attachment, AttachmentStatus
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.staff import Agent
from models.values import contacts


class SameCompany(DomainError):
    """The account is of the company that holds it already: its referent is changed, nothing is moved."""

    field = "account"


class NotTransferred(DomainError):
    """It came from no other company: there is nothing to take back."""


def check_transfer(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor moves nothing from here."""
    if not actor.may(Permission.DETACH_ANY):
        raise NotAllowed
    if not attachment.is_open:
        raise AttachmentOver
    if attachment.suspended_at is not None:
        raise UnderReview


def transfer(attachment: Attachment, account: ProAccount, *, reason: str, actor: Actor) -> Attachment:
    """Ends the attachment and makes one of the account's company, which is its referent, at one moment.

    Both companies, their referents and the old contact are told; another supervisor looks afterwards. Raises
    `JustificationTooShort`, `NotAllowed`, `AttachmentOver`, `UnderReview`, `OwnWork`, `SameCompany`,
    `AccountUnusable`.
    """
    reason = check_reason(reason)
    with transaction():
        lock_row(account)
        lock_with_record(attachment)
        check_transfer(attachment, actor)
        if account.company_id == attachment.company_id:
            raise SameCompany
        if not account.is_active:
            raise AccountUnusable
        _check_stake(attachment, account, actor)
        return take_over(attachment, account, Evidence.TRANSFER, reason=reason, actor=actor)


def _check_stake(attachment: Attachment, account: ProAccount, actor: Actor) -> None:
    agent = db.session.get(Agent, actor.id) if actor.is_staff else None
    theirs = account.email_key, contacts.email_key(account.company.email)
    if agent is not None and (agent.email_key in theirs or has_stake(agent, attachment)):
        raise OwnWork


def check_undo_transfer(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor does not give the record back now."""
    before = attachment.taken_from
    if before is None:
        raise NotTransferred
    if not actor.may(Permission.DETACH_ANY):
        raise NotAllowed
    if not attachment.is_open:
        raise AttachmentOver
    if attachment.created_at < now() - UNDO_WINDOW:
        raise UndoTooLate
    if attachment.suspended_at is not None:
        raise UnderReview
    if not before.referent.is_active:
        raise AccountUnusable


def undo_transfer(attachment: Attachment, *, reason: str, actor: Actor) -> Attachment:
    """Gives the record back to the company that it came from, within thirty days; what was attached then.

    Raises `JustificationTooShort`, `NotTransferred`, `NotAllowed`, `AttachmentOver`, `UndoTooLate`,
    `UnderReview`, `AccountUnusable`.
    """
    reason = check_reason(reason)
    with transaction() as session:
        former = select(Attachment).where(Attachment.id == attachment.taken_from_id)
        before = session.scalar(former)
        if before is None:
            raise NotTransferred
        lock_row(before.referent)
        lock_with_record(attachment)
        lock_row(before)
        check_undo_transfer(attachment, actor)
        end_attachment(attachment, AttachmentStatus.DETACHED, reason, actor)
        audit.record(AuditAction.DETACHED, attachment, actor=actor, reason=reason)
        notify(attachment, MailKind.DETACHED)
        session.flush()
        before.ended_at = before.ended_how = before.ended_reason = before.ended_by_id = None
        before.concession.code_company_id = before.company_id
        optimistic_lock.advance(before)
        session.flush()
        audit.record(AuditAction.DETACHMENT_UNDONE, before, actor=actor, reason=reason)
        notify(before, MailKind.DETACHMENT_UNDONE)
        return before
