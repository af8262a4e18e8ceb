"""A directory for tests: it answers what it was told to."""

from __future__ import annotations

from collections.abc import Callable

from models.companies.directory import Establishment, Holding, State, kind_of, naming
from models.values.siret import Siret


class DirectoryDouble:
    """Knows the establishments that were added, and fails while `available` is false."""

    def __init__(self, *known: Establishment) -> None:
        self.known = {found.siret: found for found in known}
        self.available = True
        self.questions: list[Siret] = []

    def add(self, establishment: Establishment) -> Establishment:
        """Makes an establishment known, or changes it."""
        self.known[establishment.siret] = establishment
        return establishment

    def company(
        self,
        siret: str,
        name: str = "RESEAUX DU LITTORAL",
        *,
        state: State = State.OPEN,
        legal_category: str = "5710",
        closed_unit: bool = False,
    ) -> Establishment:
        """Adds an establishment at a usual address; a partly diffusible one keeps its town only."""
        shown = state is not State.PARTLY_DIFFUSIBLE
        return self.add(
            Establishment(
                Siret(siret),
                state,
                name=name if shown else "",
                address="12 RUE DU PERREY" if shown else "",
                postcode="76600" if shown else "",
                city="LE HAVRE",
                kind=kind_of(legal_category),
                legal_category=legal_category,
                closed_unit=closed_unit,
            )
        )

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """What was told; unknown otherwise."""
        self.questions.append(siret)
        if not self.available:
            return Establishment.unavailable(siret)
        return self.known.get(siret, Establishment.unknown(siret))

    def search(self, text: str, limit: int) -> list[Establishment]:
        """As the local directory searches its own."""
        return naming.search_among(self.known.values(), text, limit)

    def list_open_of_siren(self, siren: str, limit: int) -> list[Establishment]:
        """Those of a legal unit that were added as open."""
        known = (site for site in self.known.values() if site.state is State.OPEN)
        return sorted((site for site in known if site.siret.siren == siren), key=lambda site: site.siret)[
            :limit
        ]

    list_open_sites = list_open_of_siren

    def list_successors(self, siret: Siret) -> list[Establishment]:
        """None: a double knows of no links."""
        return []

    def count_sites(self) -> int:
        """How many are known."""
        return len(self.known)

    def holding(self) -> Holding | None:
        """Nobody asks a double."""
        return None

    def find_patiently(
        self, siret: Siret, waiting: Callable[[float], object], *, again: bool = False
    ) -> Establishment:
        """The same: no quota is in the way of what is told."""
        return self.find(siret)
