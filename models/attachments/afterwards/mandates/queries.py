"""Which mandates a person, a company or a record has."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import selectinload

from models.accounts import ProAccount
from models.attachments.afterwards.mandates.tables import Mandate, MandatePerson, MandateRecord
from models.attachments.tables import Attachment, AttachmentReferent
from models.kernel.base import db

MOST_SHOWN = 100


def find_mandate_for_account(account: ProAccount, number: int) -> Mandate | None:
    """The mandate of that number, if the account acts by it today, or sees a record that it is about."""
    query = select(Mandate).where(Mandate.id == number, or_(_held_by(account), _given_to_see(account)))
    return db.session.scalar(query)


def count_mandates_held(account: ProAccount) -> int:
    """By how many the account acts today."""
    return _count(_held_by(account))


def list_mandates_held(account: ProAccount, *, limit: int = MOST_SHOWN, skip: int = 0) -> list[Mandate]:
    """Those by which the account acts today, what ends first at the top."""
    query = select(Mandate).where(_held_by(account)).order_by(Mandate.until, Mandate.id)
    return _first(query, limit, skip)


def count_mandates_given(account: ProAccount) -> int:
    """How many are or were about records of its company that the account sees."""
    return _count(_given_to_see(account))


def list_mandates_given(account: ProAccount, *, limit: int = MOST_SHOWN, skip: int = 0) -> list[Mandate]:
    """Those about records of its company that the account sees, open ones first, then the newest."""
    query = select(Mandate).where(_given_to_see(account))
    query = query.order_by(Mandate.ended_at.is_not(None), Mandate.given_at.desc(), Mandate.id.desc())
    return _first(query, limit, skip)


def list_mandates_of(account: ProAccount) -> list[Mandate]:
    """All that the account gave, or acts or acted by, whoever it sees them through now."""
    acts = select(MandatePerson.mandate_id).where(MandatePerson.account_id == account.id)
    gave = select(Mandate.id).where(Mandate.given_by_id == account.id)
    query = select(Mandate).where(Mandate.id.in_(union(acts, gave)))  # with OR, PostgreSQL reads them all
    return list(db.session.scalars(query.order_by(Mandate.id)).unique())


def list_mandates_on(attachment: Attachment) -> list[Mandate]:
    """Those by which somebody acts on a record today, what ends first at the top."""
    open_ones = select(MandateRecord.mandate_id).where(
        MandateRecord.attachment_id == attachment.id, MandateRecord.ended_at.is_(None)
    )
    query = select(Mandate).where(Mandate.id.in_(open_ones), Mandate.is_live)
    return _first(query.order_by(Mandate.until, Mandate.id))


def is_mandate_on(attachment_id: int) -> ColumnElement[bool]:
    """The clause of the mandates that a record is in, or was."""
    numbers = select(MandateRecord.mandate_id).where(MandateRecord.attachment_id == attachment_id)
    return Mandate.id.in_(numbers)


def _first(query: Select[Mandate], limit: int = MOST_SHOWN, skip: int = 0) -> list[Mandate]:
    some = query.options(selectinload(Mandate.records)).limit(limit).offset(skip)
    return list(db.session.scalars(some).unique())


def _count(clause: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Mandate).where(clause)) or 0


def _held_by(account: ProAccount) -> ColumnElement[bool]:
    mine = select(MandatePerson.mandate_id).where(MandatePerson.account_id == account.id)
    return Mandate.id.in_(mine) & (Mandate.mandatary_id == account.company_id) & Mandate.is_live


def _given_to_see(account: ProAccount) -> ColumnElement[bool]:
    seen = (
        select(MandateRecord.mandate_id)
        .join(AttachmentReferent, AttachmentReferent.attachment_id == MandateRecord.attachment_id)
        .where(AttachmentReferent.account_id == account.id)
    )
    return Mandate.id.in_(seen) & (Mandate.company_id == account.company_id)
