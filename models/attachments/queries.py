"""Which attachments a concession, a company or an account has, and which supervisors owe a look."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.attachments.evidence import Evidence, Review
from models.attachments.tables import Attachment, AttachmentReferent, AttachmentStatus
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db

_OPEN = Attachment.ended_at.is_(None)
_OWED = [review.value for review in Review if review is not Review.NONE]
_UNSEEN = and_(_OPEN, Attachment.reviewed_at.is_(None), Attachment.review.in_(_OWED))
_CONTESTED = and_(_OPEN, Attachment.suspended_at.is_not(None))


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `Attachment.status` derives, told to the database."""
    status = AttachmentStatus(value)
    if status in (AttachmentStatus.DETACHED, AttachmentStatus.REFUSED, AttachmentStatus.LAPSED):
        return Attachment.ended_how == status.value
    if status is AttachmentStatus.SUSPENDED:
        return and_(_OPEN, Attachment.suspended_at.is_not(None))
    sound = and_(_OPEN, Attachment.suspended_at.is_(None))
    waits = and_(Attachment.review == Review.BEFORE.value, Attachment.reviewed_at.is_(None))
    if status is AttachmentStatus.WAITING_REVIEW:
        return and_(sound, waits)
    effect = Attachment.effective_at
    taken = effect.is_not(None) if status is AttachmentStatus.IN_EFFECT else effect.is_(None)
    return and_(
        sound, or_(Attachment.review != Review.BEFORE.value, Attachment.reviewed_at.is_not(None)), taken
    )


def to_review() -> ColumnElement[bool]:
    """The clause of what supervisors owe a look: waiting, unseen, or contested."""
    return or_(_UNSEEN, _CONTESTED)  # each with its own index, whole: SQLite looks no further


def undone_within_a_day() -> ColumnElement[bool]:
    """The clause of what was detached less than 24 hours after it was made."""
    made, ended = Attachment.created_at, Attachment.ended_at
    if db.session.get_bind().dialect.name == "sqlite":
        soon = func.julianday(ended) - func.julianday(made) < 1
    else:
        soon = ended - made < timedelta(days=1)
    return and_(Attachment.ended_how == AttachmentStatus.DETACHED.value, soon)


def reviewed_by_its_maker() -> ColumnElement[bool]:
    """The clause of what nobody may do, and the database refuses: auditors ask."""
    return Attachment.reviewed_by_id == Attachment.made_by_id


def is_reviewed() -> ColumnElement[bool]:
    """The clause of what a supervisor has looked at."""
    return Attachment.reviewed_at.is_not(None)


def evidence_is(value: str) -> ColumnElement[bool]:
    """The clause of one kind of evidence."""
    return Attachment.evidence == Evidence(value).value


def review_is(value: str) -> ColumnElement[bool]:
    """The clause of what supervisors owe by its evidence, given or not."""
    return Attachment.review == Review(value).value


def without_code() -> ColumnElement[bool]:
    """The clause of every proof but the code."""
    return Attachment.evidence != Evidence.CODE.value


def _listed(*clauses: ColumnElement[bool]) -> list[Attachment]:
    query = select(Attachment).where(*clauses).options(joinedload(Attachment.referent))
    return list(
        db.session.scalars(query.order_by(Attachment.created_at.desc(), Attachment.id.desc()).limit(100))
    )


def list_for_concession(concession: Concession) -> list[Attachment]:
    """Every attachment that the concession ever had, newest first."""
    return _listed(Attachment.concession_id == concession.id)


def list_for_company(company: Company) -> list[Attachment]:
    """Every attachment that the company ever had, newest first."""
    return _listed(Attachment.company_id == company.id)


def list_in_effect(company: Company, *, seen_by: ProAccount | None = None) -> list[Attachment]:
    """What is attached to the company and in effect, by title; `seen_by` keeps what that account sees."""
    query = select(Attachment).where(
        Attachment.company_id == company.id, _OPEN, Attachment.suspended_at.is_(None)
    )
    if seen_by is not None:
        seen = select(AttachmentReferent.attachment_id).where(AttachmentReferent.account_id == seen_by.id)
        query = query.where(Attachment.id.in_(seen))
    query = query.where(Attachment.effective_at.is_not(None)).options(joinedload(Attachment.referent))
    return list(db.session.scalars(query.order_by(Attachment.title_key, Attachment.id)).unique())


def list_seen_by(account: ProAccount) -> list[Attachment]:
    """Every attachment of which the account is or was a referent, newest first."""
    return _listed(is_seen_by(account.id))


def is_seen_by(account_id: int) -> ColumnElement[bool]:
    """The clause of what an account is or was a referent of."""
    seen = select(AttachmentReferent.attachment_id).where(AttachmentReferent.account_id == account_id)
    return Attachment.id.in_(seen)


def sees(attachment_id: int) -> ColumnElement[bool]:
    """The clause of the accounts that see an attachment, the referent among them."""
    seeing = select(AttachmentReferent.account_id).where(AttachmentReferent.attachment_id == attachment_id)
    return ProAccount.id.in_(seeing)
