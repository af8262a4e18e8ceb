"""What may be asked of whoever calls for a company, and what counts as right.

Whoever likes opens a pending account at a public SIRET, and knows what they typed there: people, and the
company's contacts, are believed only while the company holds a record, whose code nobody else knew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.attachments.queries import list_trusted_people
from models.attachments.visibility import list_attachments_in_effect
from models.companies import Company
from models.values import contacts
from models.values.text import fold


class CallerFact(StrEnum):
    """What may be asked, the hardest to know from outside first."""

    RECORD_REFERENCE = "record-reference"
    COMPANY_EMAIL = "company-email"
    PERSON_EMAIL = "person-email"
    JOB_TITLE = "job-title"
    RECORD_TITLE = "record-title"
    COMPANY_PHONE = "company-phone"
    STREET = "street"


@dataclass(frozen=True)
class CallerQuestion:
    """One fact as it is asked: which, and what counts as right. The values are never drawn."""

    fact: CallerFact
    values: tuple[str, ...]


def list_facts(company: Company) -> list[CallerQuestion]:
    """All that may be asked of whoever calls for a company; nothing while it holds no record in effect."""
    if not (records := [held.concession for held in list_attachments_in_effect(company)]):
        return []
    people = list_trusted_people(company)
    street = company.address.splitlines()[-1:] if company.address else []
    known = {
        CallerFact.RECORD_REFERENCE: [record.reference for record in records],
        CallerFact.COMPANY_EMAIL: [company.email],
        CallerFact.PERSON_EMAIL: [account.email for account in people if account.email != company.email],
        CallerFact.JOB_TITLE: [account.job_title for account in people],
        CallerFact.RECORD_TITLE: [record.title for record in records],
        CallerFact.COMPANY_PHONE: [company.phone],
        CallerFact.STREET: street,
    }
    return [
        CallerQuestion(fact, tuple(filter(None, values))) for fact, values in known.items() if any(values)
    ]


def is_right(each: CallerQuestion, typed: str) -> bool:
    """Whether what was typed is what we hold, however it is written."""
    read = _READ.get(each.fact, fold)
    try:
        heard = read(typed.strip())
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return False
    return bool(heard) and any(_read_or_none(read, value) == heard for value in each.values)


def _read_or_none(read: Callable[[str], str], value: str) -> str | None:
    try:
        return read(value)
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return None


def _mail_box(text: str) -> str:
    return contacts.email_key(contacts.email(text))


_READ: dict[CallerFact, Callable[[str], str]] = {
    CallerFact.COMPANY_PHONE: contacts.phone,
    CallerFact.COMPANY_EMAIL: _mail_box,
    CallerFact.PERSON_EMAIL: _mail_box,
}
