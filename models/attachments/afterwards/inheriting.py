"""What an account sees or decides is another's of the same person, once they are merged.

Within one company all of it changes hands. Between two establishments of one legal unit, what the person
alone refers to goes with them; what colleagues see stays with their company, and one of them refers to it.
"""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from models import audit, mails
from models.accounts import ProAccount
from models.attachments.afterwards.tables import ClaimOutcome, HeldClaim
from models.attachments.binding import take_effect
from models.attachments.queries import lock_records_of
from models.attachments.tables import Attachment, AttachmentReferent
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.locks import locked
from models.mails import MailKind


def inherit(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """Hands on what the account that goes refers to, and what it claims; both are locked."""
    seats = select(AttachmentReferent.attachment_id).where(AttachmentReferent.account_id == gone.id)
    concerned = or_(Attachment.id.in_(seats), Attachment.referent_id == gone.id)
    within = gone.company_id == kept.company_id
    query = select(Attachment).where(concerned if within else concerned & Attachment.is_open)
    lock_records_of(query)
    for attachment in db.session.scalars(locked(query.order_by(Attachment.id), Attachment)).unique().all():
        (_replace if within else _move_or_leave)(attachment, gone, kept, actor)
    db.session.flush()
    _claims(gone, kept)


def _replace(attachment: Attachment, gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    if db.session.get(AttachmentReferent, (attachment.id, kept.id)) is None:
        _reseat(attachment, gone, kept)
    else:
        _unseat(attachment, [gone.id])
    if attachment.referent_id == gone.id:
        _name(attachment, gone, kept, actor)
    elif attachment.is_open:
        change = {"referent": gone.identifier}, {"referent": kept.identifier}
        audit.record(AuditAction.REFERENT_REMOVED, attachment, actor=actor, after=change[0])
        audit.record(AuditAction.REFERENT_ADDED, attachment, actor=actor, after=change[1])
    optimistic_lock.advance(attachment)


def _move_or_leave(attachment: Attachment, gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    others = [seat for seat in attachment.referents if seat.account_id != gone.id]
    active = sorted((seat for seat in others if seat.account.is_active), key=lambda seat: seat.since)
    if attachment.referent_id != gone.id or active:
        _unseat(attachment, [gone.id])
        if attachment.referent_id == gone.id:
            _name(attachment, gone, active[0].account, actor)
            take_effect(attachment, actor)
            _notify_successor(attachment)
        else:
            after = {"referent": gone.identifier}
            audit.record(AuditAction.REFERENT_REMOVED, attachment, actor=actor, after=after)
    else:
        _unseat(attachment, [seat.account_id for seat in others])
        _reseat(attachment, gone, kept)
        _move(attachment, kept)
        _name(attachment, gone, kept, actor)
        react(DomainEvent.ATTACHMENT_MOVED, attachment, gone.company_id, actor)
    optimistic_lock.advance(attachment)


def _move(attachment: Attachment, kept: ProAccount) -> None:
    """The evidence, the review that it owes and a doubt go with it: nothing is proved anew."""
    record = attachment.concession
    if record.code_company_id == attachment.company_id:
        record.code_company_id = kept.company_id
    attachment.company = kept.company


def _name(attachment: Attachment, gone: ProAccount, named: ProAccount, actor: Actor) -> None:
    attachment.referent = named
    attachment.refresh_search()
    if attachment.is_open:
        change = {"referent": gone.identifier}, {"referent": named.identifier}
        audit.record(AuditAction.REFERENT_CHANGED, attachment, actor=actor, before=change[0], after=change[1])


def _notify_successor(attachment: Attachment) -> None:
    record, referent = attachment.concession, attachment.referent
    facts = {
        "title": record.title,
        "reference": record.reference,
        "kind": record.kind,
        "referent": referent.full_name,
        "referent_identifier": referent.identifier,
    }
    mails.notify(MailKind.REFERENT_NAMED, referent.email, params=facts, account=referent)


def _reseat(attachment: Attachment, gone: ProAccount, kept: ProAccount) -> None:
    change = update(AttachmentReferent).where(
        AttachmentReferent.attachment_id == attachment.id, AttachmentReferent.account_id == gone.id
    )
    db.session.execute(change.values(account_id=kept.id).execution_options(synchronize_session=False))
    _forget_seats(attachment)


def _unseat(attachment: Attachment, numbers: list[int]) -> None:
    seats = delete(AttachmentReferent).where(
        AttachmentReferent.attachment_id == attachment.id, AttachmentReferent.account_id.in_(numbers)
    )
    db.session.execute(seats.execution_options(synchronize_session=False))
    _forget_seats(attachment)


def _forget_seats(attachment: Attachment) -> None:
    """What was read of them is no more: they were changed beneath."""
    session = db.session()
    for seat in attachment.referents:
        session.expunge(seat)
    session.expire(attachment, ["referents"])


def _claims(gone: ProAccount, kept: ProAccount) -> None:
    """A claim is asked once of each holder; nobody claims what they hold themselves."""
    made = select(HeldClaim).where(HeldClaim.account_id.in_((gone.id, kept.id))).order_by(HeldClaim.id)
    claims = list(db.session.scalars(locked(made, HeldClaim)))
    known = {claim.attachment_id for claim in claims if claim.account_id == kept.id}
    for claim in claims:
        if claim.account_id == gone.id and claim.attachment_id not in known:
            claim.account = kept
    db.session.flush()
    for claim in claims:
        if claim.waits and (claim.account_id == gone.id or claim.attachment.referent_id == kept.id):
            claim.answered_at, claim.outcome = now(), ClaimOutcome.VOID.value
    db.session.flush()
