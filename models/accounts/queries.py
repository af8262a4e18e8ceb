"""Which accounts are in which state, and whose they are."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select

from models.accounts.tables import AccountStatus, ProAccount, status_is
from models.companies import Company
from models.companies.directory import State
from models.kernel.base import db
from models.kernel.types import BigId
from models.lists.paging import Count, capped
from models.values.siret import LAST_NIC
from models.values.text import normalise_identifier

_UNLISTED = (State.UNKNOWN.value, State.UNAVAILABLE.value)


def made_by(kind: str) -> ColumnElement[bool]:
    """The clause of who created them: the trail's `agent`, or the person themselves, `anonymous`."""
    return ProAccount.made_by_kind == kind


def of_unlisted_company() -> ColumnElement[bool]:
    """The clause of the accounts of companies whose SIRET the directory does not know, or did not confirm."""
    return ProAccount.company_id.in_(select(Company.id).where(Company.directory_state.in_(_UNLISTED)))


def count_link_expired(cap: int) -> Count:
    """How many accounts wait with a link that is over, up to the cap."""
    waiting = select(ProAccount.id).where(status_is(AccountStatus.LINK_EXPIRED.value))
    value = db.session.scalar(select(capped(waiting, cap))) or 0
    return Count(min(value, cap), value > cap)


def list_accounts_for_siren(siren: str) -> list[ProAccount]:
    """The usable accounts of a legal unit, active ones first."""
    if not siren:
        return []
    query = (
        select(ProAccount)
        .join(Company)
        .where(Company.siret.between(siren, siren + LAST_NIC))
        .where(ProAccount.erased_at.is_(None), ProAccount.suspended_at.is_(None))
    )
    return list(
        db.session.scalars(query.order_by(ProAccount.activated_at.is_(None), ProAccount.id).limit(50))
    )


def find_by_identifier(text: str) -> ProAccount | None:
    """The account of that identifier, trimmed and case-blind; erased ones are nobody's."""
    identifier = normalise_identifier(text)
    account = db.session.scalar(select(ProAccount).where(ProAccount.identifier == identifier))
    return None if account is None or account.erased_at is not None else account


def list_merged_into(account: ProAccount) -> list[ProAccount]:
    """The accounts of the same person that went into this one."""
    merged = select(ProAccount).where(ProAccount.merged_into_id == account.id)
    return list(db.session.scalars(merged.order_by(ProAccount.id)))


def list_accounts_for_company(company: Company) -> list[ProAccount]:
    """The company's accounts that were not erased, oldest first."""
    return list(db.session.scalars(_of_company(), {"company": company.id}))


@cache
def _of_company() -> Select[ProAccount]:
    # Built once, as all that a call asks again and again.
    query = select(ProAccount).where(ProAccount.company_id == bindparam("company", type_=BigId))
    return query.where(ProAccount.erased_at.is_(None)).order_by(ProAccount.id)
