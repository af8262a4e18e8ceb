"""Whose number a caller calls from, where the number is what the agent typed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from models.assistance.caller_query import CallerQuery, QueryKind
from models.companies import Company
from models.concessions import Concession
from models.values import contacts


class PhoneOwner(StrEnum):
    """Where the number stands."""

    RECORD = "record"
    COMPANY = "company"


def find_owner(
    query: CallerQuery, company: Company | None, records: Iterable[Concession | None]
) -> PhoneOwner | None:
    """Where the number stands: on one of the old records, else on the company; None for any other query."""
    if query.kind is not QueryKind.PHONE or company is None:
        return None
    number = contacts.phone(query.text)
    if any(record is not None and record.phone == number for record in records):
        return PhoneOwner.RECORD
    return PhoneOwner.COMPANY if company.phone == number else None
