"""Establishments loaded from Insee's stock files: what the local directory knows beyond its own extract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Select, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models import audit
from models.audit import AuditAction
from models.companies.directory.protocol import Establishment, State, kind_of
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.transactions import transaction
from models.values.siret import Siret

CHUNK = 2_000
"""Rows that are written in one transaction: enough to be fast, few enough for others to write in between."""

SOLE_TRADER = "1000"
"""The legal category whose restricted establishments are a person's."""


@dataclass(frozen=True, slots=True)
class StockSite:
    """One establishment as its own file describes it."""

    siret: str
    sign: str
    address: str
    postcode: str
    city: str
    is_closed: bool
    is_restricted: bool
    """Its own row says, or shows, that it is only partly diffusible."""


@dataclass(frozen=True, slots=True)
class StockUnit:
    """A legal unit: what its establishments have in common."""

    siren: str
    name: str
    acronym: str
    legal_category: str
    is_ceased: bool
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows of a file."""

    read: int = 0
    added: int = 0
    changed: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.read + other.read, self.added + other.added, self.changed + other.changed)


class LoadedSite(Base):
    """A loaded establishment, one row per SIRET."""

    __tablename__ = "directory_establishments"

    siret: Mapped[str] = mapped_column(String(14), primary_key=True)
    siren: Mapped[str] = mapped_column(String(9), index=True)
    sign: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    postcode: Mapped[str] = mapped_column(String(16))
    city: Mapped[str] = mapped_column(String(120))
    is_closed: Mapped[bool]
    is_restricted: Mapped[bool]


class LoadedUnit(Base):
    """A loaded legal unit, apart from its establishments: the two files come in any order, even alone."""

    __tablename__ = "directory_units"

    siren: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    acronym: Mapped[str] = mapped_column(String(120))
    legal_category: Mapped[str] = mapped_column(String(8))
    is_ceased: Mapped[bool]
    is_restricted: Mapped[bool]


def find(siret: Siret) -> Establishment | None:
    """The loaded establishment of that SIRET, completed by its unit when that was loaded too."""
    query = (
        select(LoadedSite, LoadedUnit)
        .outerjoin(LoadedUnit, LoadedUnit.siren == LoadedSite.siren)
        .where(LoadedSite.siret == str(siret))
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    site, unit = row
    return describe(_facts(StockSite, site), _facts(StockUnit, unit) if unit is not None else None)


def signs_of(siret: str) -> tuple[str, ...]:
    """The trade names that the loaded files give an establishment."""
    found = db.session.scalar(sign_of(siret))
    return (found,) if found else ()


def sign_of(siret: str) -> Select[str]:
    """The same as a query."""
    return select(LoadedSite.sign).where(LoadedSite.siret == siret)


def _facts(kind: type[Any], row: object) -> Any:
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})


def describe(site: StockSite, unit: StockUnit | None) -> Establishment:
    """What an establishment's row and its unit's tell together. Closed says more than partly diffusible."""
    closed = site.is_closed or bool(unit and unit.is_ceased)
    restricted = site.is_restricted or bool(unit and unit.is_restricted)
    category = unit.legal_category if unit else ""
    # Without its unit nobody knows whether a restricted establishment is a person's.
    hidden = restricted and category in {SOLE_TRADER, ""}
    return Establishment(
        Siret(site.siret),
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


def is_empty() -> bool:
    """Whether no establishment was loaded yet."""
    return db.session.scalar(select(LoadedSite.siret).limit(1)) is None


def put_sites(sites: Iterable[StockSite]) -> Loaded:
    """Takes in one chunk of establishments: new ones are added, known ones replaced where they differ."""
    return _put(LoadedSite, [{**asdict(site), "siren": site.siret[:9]} for site in sites])


def put_units(units: Iterable[StockUnit], *, only_used: bool) -> Loaded:
    """Takes in one chunk of legal units; `only_used`: no others than those of loaded establishments."""
    rows = [asdict(unit) for unit in units]
    if only_used:
        sirens = [row["siren"] for row in rows]
        query = select(LoadedSite.siren).where(LoadedSite.siren.in_(sirens)).distinct()
        used = set(db.session.scalars(query))
        return _put(LoadedUnit, [row for row in rows if row["siren"] in used], read=len(rows))
    return _put(LoadedUnit, rows)


def _put(table: type[Base], rows: list[dict[str, object]], read: int | None = None) -> Loaded:
    """Set-based: one look at what is known, one statement for all that is new or differs."""
    key = table.__mapper__.primary_key[0].name
    rows = list({row[key]: row for row in rows}.values())  # a key twice in a chunk: the last row counts
    if not rows:
        return Loaded(read or 0)
    columns = [table.__table__.c[name] for name in rows[0]]
    with transaction() as session:
        query = select(*columns).where(table.__table__.c[key].in_([row[key] for row in rows]))
        known = {facts[key]: dict(facts) for facts in session.execute(query).mappings()}
        differing = [row for row in rows if known.get(row[key]) != row]
        if differing:
            dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
            insertion = dialect.insert(table)
            new = {name: insertion.excluded[name] for name in rows[0] if name != key}
            session.execute(insertion.on_conflict_do_update(index_elements=[key], set_=new), differing)
    added = sum(row[key] not in known for row in rows)
    return Loaded(len(rows) if read is None else read, added, len(differing) - added)


def record_load(files: list[str], counts: dict[str, Loaded], *, actor: Actor) -> None:
    """Leaves the one event of a load that has come to its end."""
    with transaction():
        after = {name: asdict(loaded) for name, loaded in counts.items()}
        audit.record(
            AuditAction.DIRECTORY_LOADED, ("directory", None), actor=actor, after={"files": files, **after}
        )
