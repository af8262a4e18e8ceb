"""What a company and its successor tell of themselves, put into the company's row."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from models.companies.registration import CompanyHeld
from models.companies.succession.tables import (
    CompanySuccession,
    Facts,
)
from models.companies.tables import Company
from models.kernel import optimistic_lock
from models.kernel.base import db
from models.kernel.domain_events import DomainEvent, react
from models.kernel.locks import lock_row

FACTS = ("siret", "name", "acronym", "address", "postcode", "city", "legal_category", "directory_state")
"""What the directory tells, and a successor changes. Contacts and kind are the company's own."""


def lock_both(company: Company, other: Company | None) -> Company | None:
    """Locks both in the order of their numbers; the other."""
    for each in sorted(filter(None, (company, other)), key=lambda each: each.id):
        lock_row(each)
    return other


def both_ways(made: CompanySuccession) -> tuple[tuple[Facts, ...], ...]:
    """What it changed, each with what stood there: from before to after, and back."""
    return (made.before, made.after), (made.after, made.before)


def write(company: Company, facts: Facts) -> None:
    """Puts the facts into the row. Raises `CompanyHeld`."""
    for fact, value in facts.items():
        setattr(company, fact, value)
    optimistic_lock.advance(company)
    company.refresh_search()
    try:
        db.session.flush()
    except IntegrityError:  # the database has the last word on who bears a SIRET
        raise CompanyHeld from None
    react(DomainEvent.COMPANY_CHANGED, company)


def facts_of(company: Company) -> Facts:
    """What the row says today."""
    return {fact: getattr(company, fact) for fact in FACTS}


def fitting(fact: str, value: str) -> str:
    """As much of a value as its column holds."""
    length: int | None = getattr(Company.__table__.c[fact].type, "length", None)
    return value[:length]


def differing(facts: Facts, others: Facts) -> dict[str, object]:
    """Those of the facts that are otherwise in the others."""
    return {fact: value for fact, value in facts.items() if others[fact] != value}
