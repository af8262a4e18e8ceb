"""The one place where an attachment is written, and where it takes effect."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import audit
from models.accounts import ProAccount, notify_of_newcomer
from models.attachments.evidence import EVIDENCE, Evidence, Review
from models.attachments.notices import notify
from models.attachments.queries import current, list_referent_emails, lock_records_of
from models.attachments.refusals import AccountUnusable, AlreadyAttached, ConcessionClosed
from models.attachments.tables import Attachment, AttachmentReferent, Channel
from models.audit import AuditAction
from models.companies import Company
from models.concessions import Concession
from models.documents import Document
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row, locked
from models.mails import MailKind
from models.values import contacts
from models.values.days import working_days_after

REVIEW_DAYS = 5
"""Working days that a supervisor has to approve; then it lapses."""


def bind(
    concession: Concession,
    account: ProAccount,
    evidence: Evidence,
    channel: Channel,
    *,
    justification: str = "",
    called_number: str = "",
    document: Document | None = None,
    actor: Actor,
) -> Attachment:
    """Writes the attachment in the transaction under way, its row locked, its rules asked again."""
    session = db.session()
    lock_row(account)  # an activation or an erasure at this moment waits, and finds what is bound here
    lock_row(concession)
    if account.erased_at is not None or account.suspended_at is not None:
        raise AccountUnusable
    if (held := current(concession)) is not None:
        raise AlreadyAttached(attachment=held)
    if concession.closed_at is not None and channel is Channel.PORTAL:
        raise ConcessionClosed
    rule = EVIDENCE[evidence]
    rule.verify_again(concession, account)
    review, moment = rule.review(concession, account), now()
    at_once = review is not Review.BEFORE and account.is_active
    attachment = Attachment(
        concession=concession,
        company=account.company,
        referent=account,
        channel=channel.value,
        evidence=evidence.value,
        justification=justification,
        called_number=called_number,
        document=document,
        made_by_id=actor.id if channel is Channel.CONSOLE else None,
        created_at=moment,
        effective_at=moment if at_once else None,
        review=review.value,
        review_due_at=working_days_after(moment, REVIEW_DAYS) if review is Review.BEFORE else None,
        title_key=concession.title_key,
    )
    attachment.refresh_search()
    session.add(attachment)
    try:
        session.flush()
    except IntegrityError:  # the partial unique index: the database has the last word
        raise AlreadyAttached(attachment=None) from None
    session.add(AttachmentReferent(attachment=attachment, account=account, since=moment))
    rule.take(concession, account)
    after = {
        "concession": concession.reference,
        "title": concession.title,
        "company": account.company.siret,
        "referent": account.identifier,
        "evidence": evidence.value,
        "channel": channel.value,
        "review": review.value,
        "in_effect": at_once,
    }
    after |= {"called_number": called_number} if called_number else {}
    after |= {"document": document.sha256} if document is not None else {}
    audit.record(AuditAction.ATTACHED, attachment, actor=actor, after=after, reason=justification or None)
    notify(attachment, MailKind.ATTACHED if review is not Review.BEFORE else MailKind.ATTACHMENT_WAITING)
    return attachment


def take_effect(attachment: Attachment, actor: Actor) -> None:
    """Opens the procedures of what waits for nothing any more, in the transaction under way."""
    waits = attachment.waits_for_review or not attachment.referent.is_active
    if attachment.is_open and attachment.effective_at is None and not waits:
        attachment.effective_at = now()
        audit.record(AuditAction.TOOK_EFFECT, attachment, actor=actor)


def open_what_waited(account: ProAccount, actor: Actor) -> None:
    """What was attached to an account before its activation takes effect, unless a review is awaited."""
    query = select(Attachment).where(
        Attachment.referent_id == account.id, Attachment.is_open, Attachment.effective_at.is_(None)
    )
    lock_records_of(query)
    for attachment in db.session.scalars(locked(query, Attachment)):
        take_effect(attachment, actor)


def notify_referents(account: ProAccount, actor: Actor) -> None:
    """The referents of the company's attachments, and none of its other accounts, learn of the newcomer."""
    emails = list_referent_emails(account.company_id, exclude=account.id)
    notified = contacts.email_key(account.company.email)  # by the activation itself
    notify_of_newcomer(account, [each for each in emails if contacts.email_key(each) != notified])


def refresh_search_of_account(account: ProAccount) -> None:
    """What searches find of a person stays true: corrected with the account, gone with it."""
    for attachment in db.session.scalars(select(Attachment).where(Attachment.referent_id == account.id)):
        attachment.refresh_search()


def refresh_search_of_company(company: Company) -> None:
    """The same of a company."""
    for attachment in db.session.scalars(select(Attachment).where(Attachment.company_id == company.id)):
        attachment.refresh_search()


def is_main_referent_of(company: Company, account_id: int) -> bool:
    """Whether the account is *the* referent of what the company holds in effect.

    A co-referent sees the attachment, and leaves the company as it is.
    """
    query = select(Attachment.id).where(Attachment.referent_id == account_id)
    query = query.where(Attachment.company_id == company.id, Attachment.is_open)
    query = query.where(Attachment.effective_at.is_not(None), Attachment.suspended_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def refresh_search_of_concessions(concession_ids: list[int]) -> None:
    """The same of records whose title a file has changed."""
    query = select(Attachment).where(Attachment.concession_id.in_(concession_ids))
    for attachment in db.session.scalars(query).unique():
        attachment.refresh_search()
