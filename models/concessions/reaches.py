"""Where a company can be reached: its own phone and mail, then those that the old portal's records bear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.companies import Company
from models.concessions import Concession
from models.concessions.queries import list_concessions_for_siren

LIMIT = 8
"""More are not gone through on the telephone."""


@dataclass(frozen=True)
class Reach:
    """A phone (E.164) or a mail address, and the record that bears it; None where it is the company's own."""

    value: str
    is_mail: bool
    record: Concession | None = None


def list_reaches(company: Company) -> list[Reach]:
    """Phones first, the company's own before those of the records of its SIREN; none stands twice."""
    records = list_concessions_for_siren(company.siren)
    found: dict[str, Reach] = {}
    for is_mail in (False, True):
        for value, record in _values(company, records, is_mail=is_mail):
            found.setdefault(value, Reach(value, is_mail, record))
    found.pop("", None)
    return list(found.values())[:LIMIT]


def _values(
    company: Company, records: list[Concession], *, is_mail: bool
) -> Iterator[tuple[str, Concession | None]]:
    yield (company.email if is_mail else company.phone), None
    for record in records:
        for value in [record.email] if is_mail else record.phones:
            yield value, record
