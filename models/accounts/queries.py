"""Which accounts are in which state, and whose they are."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select

from models.accounts.tables import LINK_FOR, AccountStatus, ProAccount
from models.audit import AuditEvent
from models.companies import Company
from models.directory import State
from models.kernel.base import db
from models.kernel.clock import now

_UNLISTED = (State.UNKNOWN.value, State.UNAVAILABLE.value)


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `ProAccount.status` derives, told to the database."""
    status = AccountStatus(value)
    if status is AccountStatus.ERASED:
        return ProAccount.erased_at.is_not(None)
    alive: ColumnElement[bool] = ProAccount.erased_at.is_(None)
    if status is AccountStatus.SUSPENDED:
        return and_(alive, ProAccount.suspended_at.is_not(None))
    alive = and_(alive, ProAccount.suspended_at.is_(None))
    if status is AccountStatus.ACTIVE:
        return and_(alive, ProAccount.activated_at.is_not(None))
    limit = now() - LINK_FOR
    sent = ProAccount.link_sent_at
    fresh = sent > limit if status is AccountStatus.PENDING else sent <= limit
    return and_(alive, ProAccount.activated_at.is_(None), fresh)


def made_by(kind: str) -> ColumnElement[bool]:
    """The clause of who created them: the trail's `agent`, or the person himself, `anonymous`."""
    return exists().where(
        AuditEvent.subject_kind == ProAccount.audit_kind,
        AuditEvent.subject_id == ProAccount.id,
        AuditEvent.action == "account-created",
        AuditEvent.actor_kind == kind,
    )


def of_unlisted_company() -> ColumnElement[bool]:
    """The clause of the accounts of companies whose SIRET the directory does not know, or did not confirm."""
    return ProAccount.company_id.in_(select(Company.id).where(Company.directory_state.in_(_UNLISTED)))


def count_link_expired() -> int:
    """How many accounts wait with a link that is over."""
    clause = status_is(AccountStatus.LINK_EXPIRED.value)
    return db.session.scalar(select(func.count()).select_from(ProAccount).where(clause)) or 0


def list_for_siren(siren: str) -> list[ProAccount]:
    """The usable accounts of a legal unit, active ones first."""
    if not siren:
        return []
    query = (
        select(ProAccount)
        .join(Company)
        .where(Company.siret.startswith(siren, autoescape=True))
        .where(ProAccount.erased_at.is_(None), ProAccount.suspended_at.is_(None))
    )
    return list(
        db.session.scalars(query.order_by(ProAccount.activated_at.is_(None), ProAccount.id).limit(50))
    )
