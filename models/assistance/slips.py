"""Who bears a number one slip away from the one that was typed, where that one finds nobody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from models.assistance.answers import Answers
from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.loading import with_status
from models.assistance.neighbours import phones_near, sirets_near
from models.companies import Company
from models.companies.directory import Establishment, State, store
from models.concessions import Concession
from models.kernel.base import db
from models.values import contacts

LIMIT = 6
"""Rows of one kind: more are no help on the telephone."""


@dataclass(frozen=True)
class Slips:
    """What one slip may have hidden."""

    companies: tuple[Company, ...] = ()
    records: tuple[Concession, ...] = ()
    establishments: tuple[Establishment, ...] = ()
    """Of the local directory, those that no company of ours bears."""

    def __bool__(self) -> bool:
        return bool(self.companies or self.records or self.establishments)


def find_slips(query: CallerQuery, answers: Answers, establishment: Establishment | None) -> Slips:
    """What a slip hides; nothing where something answers as it was typed, here or in the directory."""
    if any(answers.counts) or (establishment is not None and establishment.state is not State.UNKNOWN):
        return Slips()
    if query.kind in (QueryKind.SIRET, QueryKind.WRONG_SIRET):
        return _near_siret(query.search_text)
    return _near_phone(query.text) if query.kind is QueryKind.PHONE else Slips()


def _near_siret(digits: str) -> Slips:
    near = [str(siret) for siret in sirets_near(digits)]
    if not near:
        return Slips()
    companies = _companies(Company.siret.in_(near))
    held = {company.siret for company in companies}
    listed = [site for site in store.list_by_siret(near) if site.siret not in held]
    return Slips(companies, _records(Concession.siret.in_(near)), tuple(listed[:LIMIT]))


def _near_phone(text: str) -> Slips:
    near = phones_near(contacts.phone(text))
    return Slips(_companies(Company.phone.in_(near)), _records(Concession.phone.in_(near)))


def _companies(clause: ColumnElement[bool]) -> tuple[Company, ...]:
    return tuple(db.session.scalars(select(Company).where(clause).limit(LIMIT)))


def _records(clause: ColumnElement[bool]) -> tuple[Concession, ...]:
    query = select(Concession).where(clause).options(*with_status()).limit(LIMIT)
    return tuple(db.session.scalars(query).unique())
