"""Supervisors approve, contest and confirm; never their own work, never to their own benefit."""

from __future__ import annotations

from models import audit, cases
from models.accounts import ProAccount
from models.actors import Actor
from models.agents import Agent
from models.attachments.tables import Attachment, is_referent, reviewable_now
from models.attachments.tell import tell
from models.base import DomainError, NotAllowed, ReasonMissing, db, now, transaction
from models.cases import Case, CaseKind
from models.outbox import MailKind
from models.permissions import Permission


class OwnWork(DomainError):
    """Nobody reviews what he attached, contested himself, or benefits from."""


class NotReviewable(DomainError):
    """Nothing is to be reviewed here (any more)."""


def _reviewing(attachment: Attachment, actor: Actor) -> None:
    if not actor.may(Permission.REVIEW):
        raise NotAllowed
    db.session().refresh(attachment, with_for_update={"of": Attachment})
    agent = db.session.get(Agent, actor.id) if actor.is_staff else None
    people = [attachment.referent, *(referent.account for referent in attachment.referents)]
    benefits = agent is not None and agent.email_key in {account.email_key for account in people}
    if benefits or (actor.is_staff and attachment.made_by_id == actor.id):
        raise OwnWork


def approve(attachment: Attachment, *, actor: Actor) -> None:
    """Accepts the evidence; what waited takes effect, at once or at the activation of its account."""
    with transaction():
        _reviewing(attachment, actor)
        if not reviewable_now(attachment) or attachment.suspended_at is not None:
            raise NotReviewable
        waited = attachment.waits_for_review
        attachment.reviewed_at, attachment.reviewed_by_id = now(), actor.id
        if waited and attachment.referent.is_active:
            attachment.effective_at = now()
        audit.record("attachment-approved" if waited else "attachment-reviewed", attachment, actor=actor)
        if waited:
            tell(attachment, MailKind.ATTACHED)


def contest(attachment: Attachment, *, reason: str, actor: Actor) -> None:
    """Refuses for good what waits; suspends what is in effect, until another supervisor has looked."""
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        _reviewing(attachment, actor)
        if not attachment.is_open or attachment.suspended_at is not None:
            raise NotReviewable
        _doubt(attachment, reason, actor)


def _doubt(attachment: Attachment, reason: str, actor: Actor) -> None:
    if not attachment.waits_for_review:
        _suspend(attachment, reason, actor)
        return
    by = actor.id if actor.is_staff else None
    attachment.reviewed_at, attachment.reviewed_by_id = now(), by
    attachment.ended_at, attachment.ended_how, attachment.ended_reason = now(), "refused", reason
    attachment.ended_by_id = by
    audit.record("attachment-refused", attachment, actor=actor, reason=reason)
    tell(attachment, MailKind.ATTACHMENT_REFUSED)


def _suspend(attachment: Attachment, reason: str, actor: Actor) -> None:
    attachment.suspended_at, attachment.suspended_reason = now(), reason
    attachment.suspended_by_id = actor.id if actor.is_staff else None
    audit.record("attachment-contested", attachment, actor=actor, reason=reason)
    tell(attachment, MailKind.ATTACHMENT_CONTESTED)


def contest_by_company(attachment: Attachment, account: ProAccount, *, message: str, actor: Actor) -> Case:
    """*Ce n'était pas nous*: a referent freezes the link, or ends one that waits, and tells a supervisor."""
    with transaction() as session:
        session.refresh(attachment, with_for_update={"of": Attachment})
        if not is_referent(attachment, account):
            raise NotAllowed
        if not attachment.is_open or attachment.suspended_at is not None or attachment.channel == "portal":
            raise NotReviewable
        _doubt(attachment, message.strip() or "ce n'était pas nous", actor)
        title = attachment.concession.title
        return cases.open_(CaseKind.CONTESTED, title, message=message, account=account, actor=actor)


def confirm(attachment: Attachment, *, reason: str, actor: Actor) -> None:
    """Another supervisor lifts the suspension: the link stands."""
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        _reviewing(attachment, actor)
        if not attachment.is_open or attachment.suspended_at is None:
            raise NotReviewable
        if actor.is_staff and attachment.suspended_by_id == actor.id:
            raise OwnWork
        attachment.suspended_at = attachment.suspended_by_id = attachment.suspended_reason = None
        attachment.reviewed_at, attachment.reviewed_by_id = now(), actor.id
        audit.record("attachment-confirmed", attachment, actor=actor, reason=reason)
        tell(attachment, MailKind.ATTACHMENT_CONFIRMED)
