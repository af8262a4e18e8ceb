"""Which attachments a concession or a company has, and which of them somebody has to look at."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from models.accounts import ProAccount
from models.attachments.evidence import Evidence, Review
from models.attachments.tables import (
    ANY_OWED,
    CONTESTED,
    WITHOUT_CODE,
    Attachment,
    AttachmentReferent,
    AttachmentStatus,
)
from models.companies import Company
from models.companies.directory import State
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.locks import lock_row, locked
from models.kernel.types import BigId

OWED_CELLS = {"owed": [Review.BEFORE.value, Review.AFTER.value, Review.SAMPLE.value, CONTESTED]}
"""In which cells of the kept counts those are that somebody has to look at."""


def find_attachment(attachment_id: int) -> Attachment | None:
    """The attachment of that number."""
    return db.session.get(Attachment, attachment_id)


def list_attached_companies(after: int, limit: int) -> list[int]:
    """The numbers of the companies that hold something, from behind `after`, in order."""
    query = select(Attachment.company_id).where(Attachment.company_id > after, Attachment.is_open)
    return list(db.session.scalars(query.distinct().order_by(Attachment.company_id).limit(limit)))


def holds_though_closed() -> ColumnElement[bool]:
    """The clause of the companies that hold something, and are closed in the directory."""
    holds = exists().where(Attachment.company_id == Company.id, Attachment.is_open)
    return and_(Company.directory_state == State.CLOSED.value, holds)


def lock_with_record(attachment: Attachment) -> None:
    """Locks what may end, in the transaction under way, its record first: that is told (storage/standings).

    Everybody locks in this order: accounts, records, attachments.
    """
    lock_row(attachment.concession)
    lock_row(attachment)


def lock_records_of(attachments: Select[Attachment]) -> None:
    """Locks the records of several, before they are locked themselves; see `lock_with_record`."""
    held = attachments.with_only_columns(Attachment.concession_id)
    records = select(Concession.id).where(Concession.id.in_(held)).order_by(Concession.id)
    db.session.execute(locked(records, Concession))


def current(concession: Concession) -> Attachment | None:
    """The open attachment of a concession."""
    return db.session.scalar(
        select(Attachment).where(Attachment.concession_id == concession.id, Attachment.is_open)
    )


def open_on(concession_id: int) -> int | None:
    """The number of the open attachment of a concession."""
    return db.session.scalar(
        select(Attachment.id).where(Attachment.concession_id == concession_id, Attachment.is_open)
    )


def later_than(attachment: Attachment) -> Attachment | None:
    """What was attached to the same concession after this one and has been in effect since."""
    query = select(Attachment).where(
        Attachment.concession_id == attachment.concession_id,
        Attachment.id > attachment.id,
        Attachment.effective_at.is_not(None),
    )
    return db.session.scalar(query.order_by(Attachment.id.desc()).limit(1))


def is_attached_since() -> ColumnElement[bool]:
    """The clause of what `current` or `later_than` would find another attachment for."""
    other = aliased(Attachment)
    later = and_(other.id > Attachment.id, other.effective_at.is_not(None))
    same = select(other.id).where(other.concession_id == Attachment.concession_id)
    return exists(same.where(or_(other.ended_at.is_(None), later)))


def to_review() -> ColumnElement[bool]:
    """The clause of what supervisors owe a look: waiting, unseen, or contested."""
    return literal_column(f"attachments.{ANY_OWED}", Boolean)


def awaits_approval() -> ColumnElement[bool]:
    """The clause of what takes effect when a supervisor has approved it."""
    return Attachment.owed == Review.BEFORE.value


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


def owes_review(value: str) -> ColumnElement[bool]:
    """The clause of what supervisors owe by its evidence, given or not."""
    return Attachment.review == Review(value).value


def without_code() -> ColumnElement[bool]:
    """The clause of every proof but the code."""
    return literal_column(f"attachments.{WITHOUT_CODE}", Boolean)


def listed(*clauses: ColumnElement[bool]) -> list[Attachment]:
    """The attachments of these clauses with their referents, newest first."""
    return list(db.session.scalars(_newest(*clauses)))


def _newest(*clauses: ColumnElement[bool]) -> Select[Attachment]:
    query = select(Attachment).where(*clauses).options(joinedload(Attachment.referent))
    return query.order_by(Attachment.created_at.desc(), Attachment.id.desc()).limit(100)


def ids_on(concession_id: int | ColumnElement[int]) -> Select[int]:
    """The numbers of every attachment that the concession ever had, as a query."""
    return select(Attachment.id).where(Attachment.concession_id == concession_id)


def list_attachments_for_concession(concession: Concession) -> list[Attachment]:
    """Every attachment that the concession ever had, newest first."""
    return listed(Attachment.concession_id == concession.id)


def list_attachments_for_company(company: Company) -> list[Attachment]:
    """Every attachment that the company ever had, newest first."""
    return list(db.session.scalars(_of_company(), {"company": company.id}))


@cache
def _of_company() -> Select[Attachment]:
    # Built once, as all that a call asks again and again.
    return _newest(Attachment.company_id == bindparam("company", type_=BigId))


def company_holds_any(company: Company) -> bool:
    """Whether the company has an attachment in effect."""
    held = select(Attachment.id).where(Attachment.company_id == company.id, Attachment.is_in_effect)
    return db.session.scalar(held.limit(1)) is not None


def list_trusted_people(company: Company) -> list[ProAccount]:
    """Who sees an attachment of the company that is in effect, and proved their address; oldest first."""
    seen = (
        select(AttachmentReferent.account_id)
        .join(Attachment, Attachment.id == AttachmentReferent.attachment_id)
        .where(Attachment.company_id == company.id, Attachment.is_in_effect)
    )
    trusted = ProAccount.is_active & ProAccount.email_proved_at.is_not(None)
    query = select(ProAccount).where(ProAccount.id.in_(seen), trusted)
    return list(db.session.scalars(query.order_by(ProAccount.id)))


def list_referent_emails(company_id: int, *, exclude: int | None = None) -> list[str]:
    """The addresses of the active referents of what a company holds; `exclude`: save this account."""
    query = (
        select(ProAccount.email)
        .join(AttachmentReferent, AttachmentReferent.account_id == ProAccount.id)
        .join(Attachment, Attachment.id == AttachmentReferent.attachment_id)
        .where(Attachment.company_id == company_id, Attachment.is_open, ProAccount.is_active)
    )
    return list(db.session.scalars(query if exclude is None else query.where(ProAccount.id != exclude)))
