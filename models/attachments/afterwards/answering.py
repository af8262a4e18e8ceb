"""The holder answers a claim on what they hold; once they kept silent too long, a supervisor does."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import audit, mails
from models.accounts import ProAccount
from models.attachments.afterwards.ended_claims import end_claim
from models.attachments.afterwards.referents import add_referent
from models.attachments.afterwards.tables import ClaimOutcome, HeldClaim
from models.attachments.afterwards.takeover import check_reason, check_unmoved, take_over
from models.attachments.evidence import Evidence
from models.attachments.queries import lock_with_record
from models.attachments.refusals import AccountUnusable
from models.attachments.review import OwnWork, has_stake
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.staff import Agent


class ClaimOver(DomainError):
    """Somebody answered it, or there is nothing left to answer."""


class ClaimWithHolder(DomainError):
    """The holder still has time to answer, or nobody claims what they hold."""


def check_answer_claim(claim: HeldClaim, actor: Actor) -> None:
    """Raises why this actor answers nothing here."""
    if actor.kind == "account":
        if claim.attachment.referent_id != actor.id:
            raise NotAllowed
    elif not actor.may(Permission.DETACH_ANY):
        raise NotAllowed
    if not claim.waits or not claim.attachment.is_open:
        raise ClaimOver
    if actor.is_staff:
        if claim.passed_on_at is None:
            raise ClaimWithHolder
        agent = db.session.get(Agent, actor.id)
        asks = claim.account.email_key
        if agent is not None and (has_stake(agent, claim.attachment) or agent.email_key == asks):
            raise OwnWork


def check_silent(attachment: Attachment, actor: Actor) -> None:
    """Raises why staff decide of no claim here; where one may be decided, nothing."""
    if not actor.may(Permission.DETACH_ANY):
        raise NotAllowed
    claims = [claim for claim in attachment.claims if claim.waits and claim.passed_on_at is not None]
    if not claims or not attachment.is_open:
        raise ClaimWithHolder
    check_answer_claim(claims[0], actor)


def answer_claim(claim: HeldClaim, *, accepts: bool, reason: str = "", actor: Actor) -> Attachment | None:
    """Hands the record over to who claims it, or shares it within the company; or ends the claim.

    The attachment that was made, if one was. Staff give a reason. Raises `NotAllowed`, `ClaimOver`,
    `ClaimWithHolder`, `OwnWork`, `UnderReview`, `AccountUnusable`, `JustificationTooShort`, `Stale`.
    """
    reason = check_reason(reason) if actor.is_staff else ""
    with transaction():
        lock_row(asking := claim.account)
        lock_with_record(claim.attachment)
        lock_row(claim)
        if claim.account_id != asking.id:
            raise Stale  # it went into another account of its person
        check_answer_claim(claim, actor)
        return (_accept if accepts else _refuse)(claim, reason, actor)


def _refuse(claim: HeldClaim, reason: str, actor: Actor) -> None:
    _end(claim, ClaimOutcome.REFUSED, reason, actor)
    _notify(claim)


def _accept(claim: HeldClaim, reason: str, actor: Actor) -> Attachment | None:
    attachment, account = claim.attachment, claim.account
    check_unmoved(attachment)
    if not account.is_active:
        raise AccountUnusable
    if account.company_id == attachment.company_id:
        _end(claim, ClaimOutcome.SHARED, reason, actor)
        add_referent(attachment, account, actor=actor)
        _notify(claim)
        return None
    _end(claim, ClaimOutcome.HANDED_OVER, reason, actor)
    evidence = Evidence.TRANSFER if actor.is_staff else Evidence.HOLDER
    return take_over(attachment, account, evidence, reason=reason, actor=actor)


def _end(claim: HeldClaim, outcome: ClaimOutcome, reason: str, actor: Actor) -> None:
    claim.answered_at, claim.outcome = now(), outcome.value
    db.session.flush()
    after = {"account": claim.account.identifier, "outcome": outcome.value}
    audit.record(
        AuditAction.HOLDER_ANSWERED, claim.attachment, actor=actor, after=after, reason=reason or None
    )
    if actor.is_staff and outcome is not ClaimOutcome.REFUSED:
        return  # what staff begin for a company goes on in its case
    title = claim.attachment.concession.title
    end_claim(claim.account, title, reason=f"claim {outcome.value}", actor=actor)


def _notify(claim: HeldClaim) -> None:
    params = {"title": claim.attachment.concession.title, "shared": claim.outcome == ClaimOutcome.SHARED}
    mails.notify(MailKind.CLAIM_ANSWERED, claim.account.email, params=params, account=claim.account)


def find_claim_on(account: ProAccount, number: int) -> HeldClaim | None:
    """The claim of that number, on what this account is *the* referent of; to others it is nothing."""
    held = select(HeldClaim).join(HeldClaim.attachment).where(HeldClaim.id == number)
    held = held.where(Attachment.referent_id == account.id)
    return db.session.scalar(held.options(joinedload(HeldClaim.account)))


def list_claims_on(account: ProAccount) -> list[HeldClaim]:
    """What waits for this referent's answer, what is due first at the top."""
    held = select(HeldClaim).join(HeldClaim.attachment).where(HeldClaim.waits)
    held = held.where(Attachment.referent_id == account.id, Attachment.is_open)
    held = held.options(joinedload(HeldClaim.account))
    return list(db.session.scalars(held.order_by(HeldClaim.due_at, HeldClaim.id)).unique())


def list_silent_claims(attachment: Attachment) -> list[HeldClaim]:
    """What the holder of this attachment left unanswered: a supervisor decides."""
    silent = select(HeldClaim).where(HeldClaim.attachment_id == attachment.id, HeldClaim.waits)
    silent = silent.where(HeldClaim.passed_on_at.is_not(None)).options(joinedload(HeldClaim.account))
    return list(db.session.scalars(silent.order_by(HeldClaim.id)).unique())
