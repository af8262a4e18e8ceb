"""Several establishments of the loaded files at once: by their numbers, and the open ones of a unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, select

from models.companies.directory.protocol import Establishment
from models.companies.directory.stock import LoadedSite, LoadedUnit, StockSite, StockUnit, describe
from models.kernel.base import db


def list_by_siret(sirets: Collection[str]) -> list[Establishment]:
    """The loaded establishments of these numbers."""
    return _described(_sites().where(LoadedSite.siret.in_(sirets))) if sirets else []


def list_open_of_siren(siren: str, limit: int) -> list[Establishment]:
    """The loaded establishments of a legal unit that are open, by number; none of a unit that has ceased."""
    query = _sites().where(LoadedSite.siren == siren, LoadedSite.is_closed.is_(False))
    found = _described(query.order_by(LoadedSite.siret).limit(limit))
    return [site for site in found if not site.closed_unit]


def _sites() -> Select[LoadedSite, LoadedUnit]:
    return select(LoadedSite, LoadedUnit).outerjoin(LoadedUnit, LoadedUnit.siren == LoadedSite.siren)


def _described(query: Select[LoadedSite, LoadedUnit]) -> list[Establishment]:
    return [
        describe(_facts(StockSite, site), _facts(StockUnit, unit) if unit is not None else None)
        for site, unit in db.session.execute(query)
    ]


def _facts(kind: type[Any], row: Any) -> Any:
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
