"""What Insee's stock files tell of an establishment and of its unit, and what both come to together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

from models import audit
from models.audit import AuditAction
from models.companies.directory.protocol import Establishment, State, kind_of
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.values.siret import Siret

SOLE_TRADER = "1000"
"""The legal category whose restricted establishments are a person's."""


class StockSite(NamedTuple):
    """One establishment as its own file describes it."""

    siret: int
    sign: str
    aliases: str
    """Its other names, one a line: they are searched, and not shown."""
    address: str
    postcode: str
    city: str
    commune: str
    """Insee's number of the town, which begins with the department's."""
    is_closed: bool
    is_restricted: bool
    """Its own row says, or shows, that it is only partly diffusible."""


class StockUnit(NamedTuple):
    """A legal unit: what its establishments have in common."""

    siren: int
    name: str
    acronym: str
    aliases: str
    """As an establishment's: usual names, a pseudonym, the name at birth."""
    legal_category: str
    is_ceased: bool
    is_restricted: bool


class StockLink(NamedTuple):
    """Which establishment follows which, and since when (an ISO day, or nothing)."""

    predecessor: int
    successor: int
    since: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows of a file; `gone`: were there before and are no longer."""

    read: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0


def describe(site: StockSite, unit: StockUnit | None) -> Establishment:
    """What an establishment's row and its unit's tell together. Closed says more than partly diffusible."""
    closed = bool(site.is_closed or (unit and unit.is_ceased))
    restricted = bool(site.is_restricted or (unit and unit.is_restricted))
    category = unit.legal_category if unit else ""
    # Without its unit nobody knows whether a restricted establishment is a person's.
    hidden = restricted and category in {SOLE_TRADER, ""}
    return Establishment(
        Siret(f"{site.siret:014}"),
        State.CLOSED if closed else State.PARTLY_DIFFUSIBLE if restricted else State.OPEN,
        name="" if hidden else (unit.name if unit else site.sign),
        acronym="" if hidden or not unit else unit.acronym,
        address="" if hidden else site.address,
        postcode="" if hidden else site.postcode,
        city=site.city,
        kind=kind_of(category) if category else None,
        legal_category=category,
        closed_unit=bool(unit and unit.is_ceased),
    )


def record_load(load: str, files: list[str], counts: dict[str, Loaded], *, actor: Actor) -> None:
    """Leaves the one event of a load that has come to its end; none more when that end is begun again."""
    with transaction():
        if idempotency.spend(load, "directory-load"):
            after = {name: asdict(loaded) for name, loaded in counts.items()}
            audit.record(
                AuditAction.DIRECTORY_LOADED,
                ("directory", None),
                actor=actor,
                after={"files": files, **after},
            )
