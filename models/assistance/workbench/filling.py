"""Fills the workbench ahead, a few rows a turn: new companies first, then every record in its turn."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, lazyload, mapped_column

from models.assistance import matching
from models.assistance.workbench.waiting import PAIRS, Found, settle
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import Base, db
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import BigId

RECORDS = 200
"""Records that one turn looks at."""

COMPANIES = 20
"""New companies whose records one turn looks for."""


class MatchTurn(Base):
    """How far the rounds have come, by what they go through."""

    __tablename__ = "match_turns"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    reached: Mapped[int] = mapped_column(BigId)
    """The number of the last row that was looked at."""


def fill() -> int:
    """One turn; says of how many records the pair that waits has changed.

    The records of new companies do not wait for the round to reach them. Safe twice, or by two at once: what
    both find is the same, and is written under one lock.
    """
    return _of_new_companies() + _of_records()


def _of_new_companies() -> int:
    reached = _reached("companies")
    if reached is None:  # the first round of the records meets every company that is there
        with transaction():
            _reach("companies", db.session.scalar(select(func.max(Company.id))) or 0)
        return 0
    query = select(Company).where(Company.id > reached).order_by(Company.id).limit(COMPANIES)
    companies = list(db.session.scalars(query))
    if not companies:
        return 0
    records = {
        match.row.id: match.row
        for company in companies
        for match in matching.records_of(matching.profile_of(company))
        if match.is_probable
    }
    return _look_at(records.values(), "companies", companies[-1].id)


def _of_records() -> int:
    query = select(Concession).where(Concession.id > (_reached("records") or 0)).order_by(Concession.id)
    records = list(db.session.scalars(query.options(lazyload("*")).limit(RECORDS)))
    return _look_at(records, "records", records[-1].id if len(records) == RECORDS else 0)


def _look_at(records: Iterable[Concession], name: str, last: int) -> int:
    found = {record.id: _best_of(record) for record in records}
    with transaction():
        lock(PAIRS)
        changed = settle(found)
        _reach(name, last)
    return changed


def _best_of(record: Concession) -> Found | None:
    """The company to ask about; none for a record that is attached or closed, nor where none is likely."""
    if not record.is_to_attach:
        return None
    best = next((match for match in matching.companies_of(record, 1) if match.is_probable), None)
    return None if best is None else (best.row.id, best.score)


def _reached(name: str) -> int | None:
    return db.session.scalar(select(MatchTurn.reached).where(MatchTurn.name == name))


def _reach(name: str, number: int) -> None:
    turn = db.session.get(MatchTurn, name)
    if turn is None:
        db.session.add(MatchTurn(name=name, reached=number))
    elif turn.reached != number:
        turn.reached = number
