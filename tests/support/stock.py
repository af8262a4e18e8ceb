"""A stock file as a load leaves it, made of what a test says."""

from __future__ import annotations

from collections.abc import Iterable

from models.companies.directory import building, store
from models.companies.directory.stock import StockSite, StockUnit

SITE = StockSite(
    siret=542002100056,
    sign="CHEZ LUCIEN",
    aliases="",
    address="21 B BOULEVARD DES PRES",
    postcode="80100",
    city="ABBEVILLE",
    commune="80001",
    is_closed=False,
    is_restricted=False,
)
UNIT = StockUnit(
    siren=5420021,
    name="ETABLISSEMENTS LUCIEN BIQUEZ",
    acronym="ELB",
    aliases="",
    legal_category="5710",
    is_ceased=False,
    is_restricted=False,
)


def site(siret: str, **facts: object) -> StockSite:
    """An establishment like any other."""
    return SITE._replace(siret=int(siret), **facts)  # type: ignore[arg-type]


def unit(siren: str, **facts: object) -> StockUnit:
    """A unit like any other."""
    return UNIT._replace(siren=int(siren), **facts)  # type: ignore[arg-type]


def fill(sites: Iterable[StockSite] = (), units: Iterable[StockUnit] = (), *, keep: bool = False) -> None:
    """Puts a store of these in the place of the one before; `keep`: adds to it."""
    new = building.Building(store.folder(), f"{sites} {units}")
    if keep:
        new.keep(sites=True, units=True)
    new.put_sites("sites", list(sites), 1, 1)
    new.put_units("units", list(units), 1, 1, used=False)
    new.remember_names()
    new.index(lambda rows: None)
    new.seal()
    new.publish()
    new.close()
