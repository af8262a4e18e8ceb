"""The directory without network: a small bundled extract, and what an installation has loaded."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from console.directories.facts import lines
from models.companies.directory import Establishment, State, kind_of
from models.values.siret import Siret

Lookup = Callable[[Siret], Establishment | None]
"""Another store of establishments: None when it does not know the SIRET."""


class Local:
    """Answers from the bundled file and from the `loaded` establishments, which come first."""

    is_complete = False

    def __init__(self, loaded: Lookup | None = None) -> None:
        self._loaded = loaded

    def find(self, siret: Siret) -> Establishment:
        """The establishment, or unknown: this directory holds a few only."""
        found = self._loaded(siret) if self._loaded else None
        return found or bundled().get(siret) or Establishment.unknown(siret)


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
