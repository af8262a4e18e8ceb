"""How whoever bears a number a slip away is shown: name, number, where, and what takes them up."""

from __future__ import annotations

from dataclasses import dataclass

from models.assistance.slips import Slips
from models.companies.directory import Establishment, State
from views import formats
from views.backoffice.assistance.answers import whereabouts


@dataclass(frozen=True)
class Slip:
    """One line."""

    name: str
    number: str
    more: str
    focus: dict[str, str | int]
    state: State | None = None
    """What the directory says of it, where that is a warning."""


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
    return [*companies, *records, *map(draw_listed, slips.establishments)]


def draw_listed(row: Establishment) -> Slip:
    """An establishment that only the directory knows; what is closed there says so."""
    return Slip(
        row.name or "Structure sans nom",
        formats.siret(str(row.siret)),
        ", ".join(filter(None, [*row.address.splitlines(), f"{row.postcode} {row.city}".strip()])),
        {"q": str(row.siret)},
        row.state if row.state is State.CLOSED else None,
    )
