"""Ends attachments, and may undo it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import audit
from models.accounts import ProAccount
from models.attachments.binding import take_effect
from models.attachments.notices import notify, report_orphaned
from models.attachments.queries import (
    current,
    is_attached_since,
    later_than,
    lock_records_of,
    lock_with_record,
)
from models.attachments.refusals import AccountUnusable, AlreadyAttached, ReferentRecent
from models.attachments.tables import Attachment, AttachmentStatus
from models.audit import AuditAction
from models.concessions import Concession
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row, locked
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission

OWN_WINDOW = timedelta(minutes=30)
"""An agent takes back what they attached themselves within this time; later, a supervisor."""

UNDO_WINDOW = timedelta(days=30)


class UnderReview(DomainError):
    """The attachment is contested: another supervisor than who contested it confirms or detaches."""


class AttachmentOver(DomainError):
    """The attachment has ended already."""


class DetachTooLate(DomainError):
    """An agent detaches only what they attached themselves, within thirty minutes."""


class UndoTooLate(DomainError):
    """A detachment may be undone for thirty days, by whoever may detach."""


def _may_detach(attachment: Attachment, actor: Actor) -> None:
    if actor.kind == "account":
        if attachment.referent_id != actor.id:
            raise NotAllowed
        check_settled(attachment)
    elif not actor.may(Permission.DETACH_ANY):
        if not actor.may(Permission.DETACH_OWN):
            raise NotAllowed
        if attachment.made_by_id != actor.id or attachment.created_at < now() - OWN_WINDOW:
            raise DetachTooLate
    if attachment.is_open and attachment.suspended_at is not None:
        contested_it = actor.is_staff and attachment.suspended_by_id == actor.id
        if contested_it or not actor.may(Permission.DETACH_ANY):
            raise UnderReview


def check_settled(attachment: Attachment) -> None:
    """Raises `ReferentRecent` as long as the referent before may freeze the change."""
    if attachment.is_open and tokens.is_live_about(Purpose.FREEZE, attachment.id):
        raise ReferentRecent(hours=int(tokens.LIFE[Purpose.FREEZE].total_seconds() // 3600))


def check_detach(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor ends nothing here."""
    if not attachment.is_open:
        raise AttachmentOver
    _may_detach(attachment, actor)


def detach(attachment: Attachment, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Ends an open attachment; the concession is free again, the history stays.

    `seen` is the `mark` of the row that the person read: when somebody else decided since, `Stale`. Raises
    `ReasonMissing`, `NotAllowed` (a company's person who is not the referent), `DetachTooLate`,
    `ReferentRecent`, `UnderReview`; an attachment that is over already is left as it is.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    with transaction():
        lock_with_record(attachment)
        if attachment.is_open or attachment.ended_by_id != actor.id:  # a double click is one detachment
            optimistic_lock.expect(attachment, seen)
        _may_detach(attachment, actor)
        if attachment.is_open:
            end_attachment(attachment, AttachmentStatus.DETACHED, reason, actor)
            audit.record(AuditAction.DETACHED, attachment, actor=actor, reason=reason)
            notify(attachment, MailKind.DETACHED)


def end_attachment(attachment: Attachment, how: AttachmentStatus, reason: str, actor: Actor) -> None:
    """Writes the end, in the transaction under way, its row locked."""
    attachment.ended_at, attachment.ended_how, attachment.ended_reason = now(), how.value, reason
    attachment.ended_by_id = actor.id if actor.is_staff else None
    optimistic_lock.advance(attachment)
    react(DomainEvent.ATTACHMENT_ENDED, attachment, actor)


def _removed_it(attachment: Attachment, actor: Actor) -> bool:
    # The referent takes back what they did themselves on the portal, nothing that staff decided.
    mine = actor.kind == "account" and attachment.referent_id == actor.id
    return mine and attachment.ended_by_id is None


def list_removed_attachments(account: ProAccount, kind: str) -> list[Attachment]:
    """What the account removed on the portal and may put back, latest first: nobody has attached it since."""
    query = (
        select(Attachment)
        .join(Attachment.concession)
        .where(Concession.kind == kind, Attachment.referent_id == account.id)
        .where(
            Attachment.ended_how == AttachmentStatus.DETACHED.value, Attachment.ended_at > now() - UNDO_WINDOW
        )
        .where(Attachment.ended_by_id.is_(None), ~is_attached_since())
        .order_by(Attachment.ended_at.desc(), Attachment.id.desc())
    )
    return list(db.session.scalars(query).unique())


def check_undo(attachment: Attachment, actor: Actor) -> None:
    """Raises why this person does not take the detachment back now."""
    own = actor.may(Permission.DETACH_OWN) and attachment.ended_by_id == actor.id
    if not (actor.may(Permission.DETACH_ANY) or own or _removed_it(attachment, actor)):
        raise NotAllowed
    if attachment.ended_how != AttachmentStatus.DETACHED or attachment.ended_at is None:
        raise UndoTooLate
    if attachment.ended_at < now() - UNDO_WINDOW:
        raise UndoTooLate
    if attachment.referent.suspended_at is not None or attachment.referent.erased_at is not None:
        raise AccountUnusable
    held = current(attachment.concession) or later_than(attachment)
    if held is not None:
        raise AlreadyAttached(attachment=held)


def undo_detach(attachment: Attachment, *, seen: str | None = None, actor: Actor) -> None:
    """Takes a detachment back within thirty days, unless the concession was attached again since.

    Raises `Stale` (see `detach`), `AlreadyAttached`, `UndoTooLate`, `AccountUnusable`.
    """
    with transaction() as session:
        lock_row(attachment.referent)
        lock_with_record(attachment)
        optimistic_lock.expect(attachment, seen)
        check_undo(attachment, actor)
        attachment.ended_at = attachment.ended_how = attachment.ended_reason = attachment.ended_by_id = None
        optimistic_lock.advance(attachment)
        try:
            session.flush()
        except IntegrityError:
            raise AlreadyAttached(attachment=None) from None
        audit.record(AuditAction.DETACHMENT_UNDONE, attachment, actor=actor)
        take_effect(attachment, actor)  # its account may have been activated meanwhile
        notify(attachment, MailKind.DETACHMENT_UNDONE)


def free_what_it_held(account: ProAccount, how: str, actor: Actor) -> None:
    """What a gone account held goes to its first usable co-referent, or is free again: staff are told."""
    titles = []
    query = select(Attachment).where(Attachment.referent_id == account.id, Attachment.is_open)
    lock_records_of(query)
    for attachment in db.session.scalars(locked(query, Attachment)).unique():
        others = [
            r.account for r in attachment.referents if r.account_id != account.id and r.account.is_active
        ]
        if others:
            attachment.referent = others[0]
            attachment.refresh_search()
            audit.record(
                AuditAction.REFERENT_ADDED, attachment, actor=actor, after={"referent": others[0].identifier}
            )
            take_effect(attachment, actor)
        else:
            end_attachment(attachment, AttachmentStatus.LAPSED, how, actor)
            audit.record(AuditAction.ATTACHMENT_LAPSED, attachment, actor=actor)
            notify(attachment, MailKind.ATTACHMENT_LAPSED, exclude=account)
            titles.append(attachment.concession.title)
    if titles and account.activated_at is not None:
        report_orphaned(account.company, titles, actor)
