"""Supervisors approve, contest and confirm; never their own work, never to their own benefit."""

from __future__ import annotations

from sqlalchemy import exists, select

from models import audit, cases
from models.accounts import ProAccount
from models.attachments.notices import notify, notify_maker
from models.attachments.queries import lock_with_record
from models.attachments.tables import Attachment
from models.attachments.visibility import is_referent
from models.audit import AuditAction
from models.cases import Case, CaseKind
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.staff import Agent
from models.values import contacts


class OwnWork(DomainError):
    """Nobody reviews what they attached, contested themselves, or benefit from."""


class NotReviewable(DomainError):
    """Nothing is to be reviewed here (any more) (facts: `attachment`)."""


def has_stake(agent: Agent, attachment: Attachment) -> bool:
    """Whether a member of staff is one of the people concerned, as far as addresses tell.

    An account of the company, referent or not, the company's own address or the old record's contact.
    """
    mine = agent.email_key
    if mine in (
        contacts.email_key(attachment.company.email),
        contacts.email_key(attachment.concession.email),
    ):
        return True
    held = select(ProAccount.id).where(
        ProAccount.company_id == attachment.company_id, ProAccount.email_key == mine
    )
    return bool(db.session.scalar(select(exists(held.where(ProAccount.erased_at.is_(None))))))


def may_review(agent: Agent, attachment: Attachment) -> bool:
    """Whether this very person may decide of this attachment, were it open to review."""
    return attachment.made_by_id != agent.id and not has_stake(agent, attachment)


def check_reviewer(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor decides nothing here: no supervisor, or their own work or benefit."""
    if not actor.may(Permission.REVIEW):
        raise NotAllowed
    agent = db.session.get(Agent, actor.id) if actor.is_staff else None
    if agent is not None and not may_review(agent, attachment):
        raise OwnWork


def begin_review(attachment: Attachment, actor: Actor, seen: str | None = None) -> None:
    """Holds the row in the transaction under way, and asks whether this actor may decide of it.

    `seen` is the `mark` of the row that the actor read: somebody else may have been faster.
    """
    lock_with_record(attachment)
    check_reviewer(attachment, actor)
    if optimistic_lock.has_moved(attachment, seen):
        raise NotReviewable(attachment=attachment)


def check_approve(attachment: Attachment, actor: Actor) -> None:
    """Raises why the evidence is not accepted now."""
    check_reviewer(attachment, actor)
    if not attachment.is_unreviewed or attachment.suspended_at is not None:
        raise NotReviewable(attachment=attachment)


def approve(attachment: Attachment, *, seen: str | None = None, actor: Actor) -> None:
    """Accepts the evidence; what waited takes effect, at once or at the activation of its account."""
    with transaction():
        begin_review(attachment, actor, seen)
        check_approve(attachment, actor)
        waited = attachment.waits_for_review
        attachment.reviewed_at, attachment.reviewed_by_id = now(), actor.id
        optimistic_lock.advance(attachment)
        if waited and attachment.referent.is_active:
            attachment.effective_at = now()
        audit.record(
            AuditAction.ATTACHMENT_APPROVED if waited else AuditAction.ATTACHMENT_REVIEWED,
            attachment,
            actor=actor,
        )
        if waited:
            notify(attachment, MailKind.ATTACHED)
        react(DomainEvent.ATTACHMENT_DECIDED, attachment, actor)


def check_contest(attachment: Attachment, actor: Actor) -> None:
    """Raises why there is nothing to doubt now."""
    check_reviewer(attachment, actor)
    if not attachment.is_open or attachment.suspended_at is not None:
        raise NotReviewable(attachment=attachment)


def contest(attachment: Attachment, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Refuses for good what waits; suspends what is in effect, until another supervisor has looked."""
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        begin_review(attachment, actor, seen)
        check_contest(attachment, actor)
        doubt(attachment, reason, actor)


def doubt(attachment: Attachment, reason: str, actor: Actor) -> None:
    """Refuses for good what waits, suspends the rest, in the transaction under way, its row locked."""
    optimistic_lock.advance(attachment)
    react(DomainEvent.ATTACHMENT_DECIDED, attachment, actor)
    if not attachment.waits_for_review:
        _suspend(attachment, reason, actor)
        return
    by = actor.id if actor.is_staff else None
    attachment.reviewed_at, attachment.reviewed_by_id = now(), by
    attachment.ended_at, attachment.ended_how, attachment.ended_reason = now(), "refused", reason
    attachment.ended_by_id = by
    audit.record(AuditAction.ATTACHMENT_REFUSED, attachment, actor=actor, reason=reason)
    notify(attachment, MailKind.ATTACHMENT_REFUSED, reason=reason if actor.is_staff else "")
    notify_maker(attachment, "refused", reason, by_company=not actor.is_staff)


def _suspend(attachment: Attachment, reason: str, actor: Actor) -> None:
    attachment.suspended_at, attachment.suspended_reason = now(), reason
    attachment.suspended_by_id = actor.id if actor.is_staff else None
    audit.record(AuditAction.ATTACHMENT_CONTESTED, attachment, actor=actor, reason=reason)
    notify(attachment, MailKind.ATTACHMENT_CONTESTED, reason=reason if actor.is_staff else "")
    notify_maker(attachment, "contested", reason, by_company=not actor.is_staff)


def contest_by_company(attachment: Attachment, account: ProAccount, *, message: str, actor: Actor) -> Case:
    """*Ce n'était pas nous*: a referent freezes the link, or ends one that waits, and tells a supervisor.

    Raises `ReasonMissing`, `NotAllowed`, `NotReviewable`.
    """
    if not message.strip():
        raise ReasonMissing
    with transaction():
        lock_with_record(attachment)
        if not is_referent(attachment, account):
            raise NotAllowed
        if not attachment.is_contestable:
            raise NotReviewable(attachment=attachment)
        doubt(attachment, message.strip(), actor)
        title = attachment.concession.title
        return cases.open_(CaseKind.CONTESTED, title, message=message, account=account, actor=actor)


def check_confirm(attachment: Attachment, actor: Actor) -> None:
    """Raises why the doubt is not lifted now, or not by this actor."""
    check_reviewer(attachment, actor)
    if not attachment.is_open or attachment.suspended_at is None:
        raise NotReviewable(attachment=attachment)
    if actor.is_staff and attachment.suspended_by_id == actor.id:
        raise OwnWork


def confirm(attachment: Attachment, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Another supervisor lifts the suspension: the link stands."""
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        begin_review(attachment, actor, seen)
        check_confirm(attachment, actor)
        attachment.suspended_at = attachment.suspended_by_id = attachment.suspended_reason = None
        attachment.reviewed_at, attachment.reviewed_by_id = now(), actor.id
        optimistic_lock.advance(attachment)
        audit.record(AuditAction.ATTACHMENT_CONFIRMED, attachment, actor=actor, reason=reason)
        notify(attachment, MailKind.ATTACHMENT_CONFIRMED)
        notify_maker(attachment, "confirmed", reason)
