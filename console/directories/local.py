"""The directory without network: a small bundled extract, and what an installation has loaded."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Protocol

from console.directories.facts import lines
from models.companies.directory import Establishment, Holding, State, kind_of, naming
from models.values.siret import Siret


class Stored(Protocol):
    """Another store of establishments, which never raises."""

    def find(self, siret: Siret) -> Establishment | None: ...
    def search(self, text: str, limit: int) -> list[Establishment]: ...
    def list_open_of_siren(self, siren: str, limit: int) -> list[Establishment]: ...
    def list_successors(self, siret: Siret) -> list[Establishment]: ...
    def count_sites(self) -> int: ...


class Local:
    """Answers from the bundled file and from the `loaded` establishments, which come first."""

    is_complete = False

    def __init__(self, loaded: Stored | None = None) -> None:
        self._loaded = loaded

    def find(self, siret: Siret) -> Establishment:
        """The establishment, or unknown: this directory holds a few only."""
        found = self._loaded.find(siret) if self._loaded else None
        return (
            found
            or bundled().get(siret)
            or Establishment.unknown(siret, is_outside_example=self.holding().is_example)
        )

    def holding(self) -> Holding:
        """How many it knows."""
        count = self._loaded.count_sites() if self._loaded else 0
        return Holding(count or len(bundled()), is_example=not count)

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Those of these names and town, loaded ones first."""
        found = self._loaded.search(text, limit) if self._loaded else []
        return found or naming.search_among(bundled().values(), text, limit)

    def list_successors(self, siret: Siret) -> list[Establishment]:
        """Those that follow it by Insee's own word, where that was loaded."""
        return self._loaded.list_successors(siret) if self._loaded else []

    def list_open_sites(self, siren: str, limit: int) -> list[Establishment]:
        """Those of a legal unit that are open, by number; loaded ones before the bundled."""
        found = self._loaded.list_open_of_siren(siren, limit) if self._loaded else []
        ours = (site for site in bundled().values() if site.siret.siren == siren and site.state is State.OPEN)
        return found or sorted(ours, key=lambda site: site.siret)[:limit]


@cache
def bundled() -> dict[str, Establishment]:
    """The establishments that come with the product."""
    source = files("console.directories") / "data" / "etablissements.csv"
    with source.open(encoding="utf-8") as file:
        return {row["siret"]: _establishment(row) for row in csv.DictReader(file)}


def _establishment(row: dict[str, str]) -> Establishment:
    return Establishment(
        Siret(row["siret"]),
        State(row["state"]),
        name=row["name"],
        acronym=row["acronym"],
        address=lines(row["complement"], row["street"]),
        postcode=row["postcode"],
        city=row["city"],
        kind=kind_of(row["legal_category"]),
        legal_category=row["legal_category"],
        closed_unit=row["unit"] == "ceased",
    )
