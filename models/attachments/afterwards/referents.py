"""Who of the company sees an attachment, and who of them is *the* referent."""

from __future__ import annotations

from sqlalchemy import delete

from models import audit, mails
from models.accounts import ProAccount
from models.attachments.binding import take_effect
from models.attachments.endings import AttachmentOver, UnderReview
from models.attachments.queries import lock_with_record
from models.attachments.tables import Attachment, AttachmentReferent
from models.attachments.visibility import check_colleague
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.values import contacts


class AlreadyReferent(DomainError):
    """The account is *the* referent already."""

    field = "account"


def check_add_referent(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor lets nobody else see the attachment."""
    _must_decide(attachment, actor)
    if not attachment.is_open:
        raise AttachmentOver


def _must_decide(attachment: Attachment, actor: Actor) -> None:
    referent = actor.kind == "account" and actor.id == attachment.referent_id
    if not (referent or actor.may(Permission.ATTACH)):
        raise NotAllowed
    if referent and attachment.is_contested:
        raise UnderReview


def add_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Lets another person of the same company see the attachment; the referent or staff decide.

    Raises `NotAllowed`, `AttachmentOver`, `AccountUnusable` (another company's, or not usable).
    """
    with transaction() as session:
        lock_row(account)  # an erasure or a suspension at this moment is waited for, and seen
        lock_row(attachment)
        check_add_referent(attachment, actor)
        check_colleague(account, attachment.company_id)
        if session.get(AttachmentReferent, (attachment.id, account.id)) is None:
            session.add(AttachmentReferent(attachment_id=attachment.id, account_id=account.id, since=now()))
            audit.record(
                AuditAction.REFERENT_ADDED, attachment, actor=actor, after={"referent": account.identifier}
            )


def remove_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Takes a co-referent off, who is told; the referent stays."""
    with transaction() as session:
        lock_row(attachment)
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
            _notify(MailKind.REFERENT_REMOVED, attachment, account)


def name_referent(attachment: Attachment, account: ProAccount, *, actor: Actor) -> None:
    """Makes another person of the company *the* referent; the one before stays, a co-referent.

    They receive a link that freezes the change (see `freezing`); the new one and the company are told.
    Raises `NotAllowed`, `AttachmentOver`, `UnderReview`, `AlreadyReferent`, `AccountUnusable`, `Stale`.
    """
    with transaction() as session:
        before = attachment.referent
        for person in sorted({before, account}, key=lambda each: each.id):
            lock_row(person)
        lock_with_record(attachment)
        if attachment.referent_id != before.id:
            raise Stale
        check_add_referent(attachment, actor)
        if account.id == before.id:
            raise AlreadyReferent
        check_colleague(account, attachment.company_id)
        if session.get(AttachmentReferent, (attachment.id, account.id)) is None:
            session.add(AttachmentReferent(attachment_id=attachment.id, account_id=account.id, since=now()))
        attachment.referent = account
        attachment.refresh_search()
        optimistic_lock.advance(attachment)
        change = {"referent": before.identifier}, {"referent": account.identifier}
        audit.record(AuditAction.REFERENT_CHANGED, attachment, actor=actor, before=change[0], after=change[1])
        take_effect(attachment, actor)
        # What is contested is staff's to decide: there is nothing left to freeze.
        contested, token = attachment.is_contested, None
        if before.erased_at is None:
            if not contested:
                token = tokens.issue(Purpose.FREEZE, account=before, subject=attachment.id)
            _notify(MailKind.REFERENT_LEFT, attachment, before, token)
        _notify(MailKind.REFERENT_NAMED, attachment, account)
        company = attachment.company
        if contacts.email_key(company.email) not in (before.email_key, account.email_key):
            mails.notify(MailKind.REFERENT_NAMED, company.email, params=_facts(attachment), company=company)


def _notify(kind: MailKind, attachment: Attachment, reader: ProAccount, token: Token | None = None) -> None:
    mails.notify(kind, reader.email, params=_facts(attachment), token=token, account=reader)


def _facts(attachment: Attachment) -> dict[str, object]:
    record = attachment.concession
    return {
        "title": record.title,
        "reference": record.reference,
        "kind": record.kind,
        "referent": attachment.referent.full_name,
        "referent_identifier": attachment.referent.identifier,
    }
