"""An establishment, and what hangs on a company, in the words of the pages that change its SIRET."""

from __future__ import annotations

from models.companies import Company
from models.reports.dependants import count_dependants
from views.formats import plural, typo
from views.formats import siret as spaced


def described(number: str, name: str, address: str, postcode: str, city: str) -> str:
    """An establishment in one line."""
    place = f"{address.replace(chr(10), ', ')}, {postcode} {city}".strip(", ")
    return typo(f"{spaced(number)} – {name or 'raison sociale non diffusée'}, {place}")


def what_follows(row: Company) -> str:
    """What hangs on a company, in words."""
    found = count_dependants(row)
    return (
        f"{plural(found.accounts, 'compte')},"
        f" {plural(found.attachments, 'concession rattachée', 'concessions rattachées')}"
        f" et {plural(found.requests, 'demande')}"
    )
