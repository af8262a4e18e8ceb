"""The national directory of establishments, as our rules see it: what it answers, not who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from models.values.siret import Siret


class State(StrEnum):
    """What the directory says of a SIRET. The last two tell nothing of the establishment itself."""

    OPEN = "open"
    CLOSED = "closed"
    PARTLY_DIFFUSIBLE = "partly-diffusible"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class CompanyKind(StrEnum):
    """The kinds of structure that companies choose among."""

    COMPANY = "entreprise"
    SOLE_TRADER = "entrepreneur-individuel"
    ASSOCIATION = "association"
    LOCAL_AUTHORITY = "collectivite"
    PUBLIC_BODY = "organisme-public"
    OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Establishment:
    """One SIRET as the directory describes it. What the directory keeps to itself is empty, never `[ND]`."""

    siret: Siret
    state: State
    name: str = ""
    acronym: str = ""
    address: str = ""
    """The lines above the postcode, joined by line breaks."""
    postcode: str = ""
    city: str = ""
    kind: CompanyKind | None = None
    legal_category: str = ""
    closed_unit: bool = False
    """The whole legal unit has ceased, not only this establishment."""
    is_duplicate: bool = False
    """The unit was closed because it stood twice in the directory."""
    is_outside_example: bool = False
    """It is unknown to the few establishments that come with the product, and nobody else could be asked."""
    successor: str = ""
    """The SIREN to use in place of a duplicate's, where the directory says which."""
    seen_at: datetime | None = field(default=None, compare=False)
    """When a service answered so, where its answer was kept; None where it is asked just now or at hand."""

    @classmethod
    def unknown(cls, siret: Siret, *, is_outside_example: bool = False) -> Self:
        """The directory answered that no such establishment exists."""
        return cls(siret, State.UNKNOWN, is_outside_example=is_outside_example)

    @classmethod
    def unavailable(cls, siret: Siret) -> Self:
        """The directory did not answer, or nothing that could be believed."""
        return cls(siret, State.UNAVAILABLE)

    @classmethod
    def duplicate(cls, siret: Siret, successor: str) -> Self:
        """The unit of that SIRET stood twice in the directory, and is closed."""
        return cls(siret, State.CLOSED, closed_unit=True, is_duplicate=True, successor=successor)

    @property
    def is_found(self) -> bool:
        """Whether the directory described the establishment, open or not."""
        return self.state not in {State.UNKNOWN, State.UNAVAILABLE}

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that every company needs and a person has to type here."""
        needed = {"name": self.name, "address": self.address, "postcode": self.postcode, "city": self.city}
        return tuple(fact for fact, value in needed.items() if not value)


@dataclass(frozen=True, slots=True)
class Holding:
    """What the local directory holds; `is_example`: no stock was loaded, these come with the product."""

    count: int
    is_example: bool


class Directory(Protocol):
    """Whoever can describe an establishment. Never raises: trouble is the answer `State.UNAVAILABLE`."""

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """The establishment of that SIRET, within six seconds in all.

        `again`: what a service answered earlier today is not enough.
        """
        ...


class SearchedDirectory(Directory, Protocol):
    """One that also looks for establishments by what people call them."""

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Those at hand whose names and town hold every word: open ones first, the nearest first."""
        ...

    def list_open_sites(self, siren: str, limit: int) -> list[Establishment]:
        """Those at hand of a legal unit that are open, by number."""
        ...

    def list_successors(self, siret: Siret) -> list[Establishment]:
        """Those at hand that follow it by the directory's own word, the latest first."""
        ...

    def holding(self) -> Holding | None:
        """What is at hand; None where only services are asked."""
        ...


class PatientDirectory(SearchedDirectory, Protocol):
    """One that can also be asked by whoever has the time."""

    def find_patiently(
        self, siret: Siret, waiting: Callable[[float], object], *, again: bool = False
    ) -> Establishment:
        """As `find`, but a quota that is in the way is waited for; `waiting` hears for how many seconds."""
        ...


KINDS_BY_PREFIX = {
    "1": CompanyKind.SOLE_TRADER,
    "312": CompanyKind.COMPANY,  # foreign companies; foreign states and organisations are `OTHER`
    "322": CompanyKind.COMPANY,
    "4": CompanyKind.PUBLIC_BODY,
    "5": CompanyKind.COMPANY,
    "6": CompanyKind.COMPANY,
    "7": CompanyKind.PUBLIC_BODY,
    "72": CompanyKind.LOCAL_AUTHORITY,
    "734": CompanyKind.LOCAL_AUTHORITY,
    "7353": CompanyKind.LOCAL_AUTHORITY,
    "7354": CompanyKind.LOCAL_AUTHORITY,
    "7355": CompanyKind.LOCAL_AUTHORITY,
    "7356": CompanyKind.LOCAL_AUTHORITY,
    "7357": CompanyKind.LOCAL_AUTHORITY,
    "92": CompanyKind.ASSOCIATION,
}
"""Kinds by the first digits of Insee's legal category; the longest match wins."""


def kind_of(legal_category: str) -> CompanyKind:
    """The kind of structure of a legal category, today's or one that Insee no longer lists."""
    for length in range(min(4, len(legal_category)), 0, -1):
        kind = KINDS_BY_PREFIX.get(legal_category[:length])
        if kind is not None:
            return kind
    return CompanyKind.OTHER
