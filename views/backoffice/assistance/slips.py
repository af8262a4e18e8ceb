"""How whoever bears a number a slip away is shown: name, number, where, and what takes them up."""

from __future__ import annotations

from dataclasses import dataclass

from models.assistance.slips import Slips
from views import formats
from views.backoffice.assistance.answers import whereabouts


@dataclass(frozen=True)
class Slip:
    """One line."""

    name: str
    number: str
    more: str
    focus: dict[str, str | int]


def draw(slips: Slips, *, is_phone: bool) -> list[Slip]:
    """Companies, then old records, then what only the directory knows. A record's phone is not told here."""
    companies = [
        Slip(
            row.name,
            formats.phone(row.phone) if is_phone else formats.siret(row.siret),
            formats.siret_and_city(row.siret, row.city) if is_phone else row.city,
            {"q": row.siret},
        )
        for row in slips.companies
    ]
    records = [
        Slip(
            row.title,
            row.reference if is_phone else formats.siret(row.siret),
            whereabouts(row) if is_phone else f"{row.reference}, {whereabouts(row)}",
            {"q": row.reference if is_phone else row.siret, "concession": row.id},
        )
        for row in slips.records
    ]
    listed = [
        Slip(
            row.name or "Structure sans nom",
            formats.siret(str(row.siret)),
            ", ".join(filter(None, [*row.address.splitlines(), row.city])),
            {"q": str(row.siret)},
        )
        for row in slips.establishments
    ]
    return [*companies, *records, *listed]
