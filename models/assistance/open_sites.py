"""The open establishments of a legal unit, where the one that was said is closed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.companies import Company
from models.companies.directory import Establishment, State, store
from models.kernel.base import db
from models.values.siret import LAST_NIC

LIMIT = 12
"""More are not read to anybody on the telephone."""


@dataclass(frozen=True)
class OpenSite:
    """An establishment that is open, ours already or known from the directory's files."""

    siret: str
    name: str
    address: str
    city: str
    is_ours: bool = False


def list_open_sites(siret: str, found: Establishment | None) -> tuple[OpenSite, ...]:
    """Of the unit of a closed SIRET, or of the unit that the directory names in its place."""
    siren = (found.successor if found is not None else "") or siret[:9]
    ours = select(Company).where(
        Company.siret.between(siren, siren + LAST_NIC),
        Company.directory_state != State.CLOSED.value,
        Company.siret != siret,
    )
    companies = db.session.scalars(ours.order_by(Company.siret).limit(LIMIT))
    sites = {
        company.siret: OpenSite(company.siret, company.name, company.address, company.city, is_ours=True)
        for company in companies
    }
    for site in store.list_open_of_siren(siren, LIMIT):
        number = str(site.siret)
        sites.setdefault(number, OpenSite(number, site.name, site.address, site.city))
    return tuple(site for site in sites.values() if site.siret != siret)[:LIMIT]
