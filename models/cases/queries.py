"""Which cases wait, whose they are, and what they are about."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    and_,
    select,
)
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.cases.tables import Case, CaseKind
from models.concessions import Concession
from models.kernel.base import db
from models.lists import search
from models.values.text import fold


def list_cases_for_account(account: ProAccount) -> list[Case]:
    """What this person asked for, newest first."""
    query = select(Case).where(Case.account_id == account.id)
    return list(db.session.scalars(query.order_by(Case.id.desc())))


def list_open_cases(limit: int = 8) -> list[Case]:
    """The cases that have waited longest."""
    query = select(Case).where(Case.is_open).options(joinedload(Case.company))
    return list(db.session.scalars(query.order_by(Case.created_at, Case.id).limit(limit)))


def is_about(concession_id: int) -> ColumnElement[bool]:
    """The clause of the cases that a company's tries of this record opened: they begin with its title."""
    concession = db.session.get(Concession, concession_id)
    title = fold(concession.title if concession is not None else "")
    found = Case.id.in_(search.matching_ids(Case, title))
    return and_(found, Case.kind != CaseKind.HELP.value, Case.search.startswith(f"{title} ", autoescape=True))
