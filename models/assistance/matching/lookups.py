"""Many texts looked up at once: by a statement that is built once, whatever is asked and however much."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, Subquery, func, literal_column, select, union_all

from models.assistance import pairs
from models.assistance.loading import with_status
from models.assistance.matching import written
from models.assistance.matching.sought import BOXES, ENOUGH, By, Lookup
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.lists import search
from models.lists.searchable import Searchable
from models.values.siret import LAST_NIC


def find(model: Any, lookups: Sequence[Lookup]) -> list[tuple[int, Any]]:
    """The rows that each lookup finds, with its place; none where so many do that it tells nothing."""
    if not lookups:
        return []
    values = written.values_for(model, lookups) if db.engine.dialect.name == "sqlite" else None
    if values is None:
        parts = [_ids(model, place, each) for place, each in enumerate(lookups)]
        statement = _of_rows(model, union_all(*parts).subquery("found"))
    else:
        statement = _built(cast(Hashable, model))
    return [(place, row) for place, row in db.session.execute(statement, values or {}).unique()]


@cache
def _built(kept_for: Hashable) -> Select[int, Searchable]:
    model = cast(type[Searchable], kept_for)
    return _of_rows(model, written.lines_of(model).subquery("found"))


def _of_rows(model: Any, found: Subquery) -> Select[int, Searchable]:
    query = select(found.c.place, model).join(model, model.id == found.c.id)
    return query.options(*with_status()) if model is Concession else query


def _ids(model: Any, place: int, lookup: Lookup) -> Select[int, int]:
    tag: Any = literal_column(str(place), Integer).label("place")
    if lookup.by is By.DECISION:
        return select(tag, pairs.accepted_for(lookup.text).limit(ENOUGH).subquery().c[0].label("id"))
    if lookup.by is By.SIREN:
        ids = select(model.id).where(model.siret.between(lookup.text, lookup.text + LAST_NIC))
        return select(tag, ids.limit(2 * ENOUGH).subquery().c.id)
    if lookup.by in (By.NAME, By.DOMAIN, By.STREET):
        few = _exact_ids(lookup).limit(ENOUGH + 1).subquery()
    else:
        few = search.matching_ids(model, lookup.text).limit(ENOUGH + 1).subquery()
    number = few.c[0].label("id")
    counted = select(number, func.count().over().label("all")).subquery()
    return select(tag, counted.c.id).where(counted.c["all"] <= ENOUGH)


def _exact_ids(lookup: Lookup) -> Select[int]:
    """One range of the index of names or of streets, or a few places in the index of mail boxes."""
    if lookup.by is By.DOMAIN:
        return select(Company.id).where(Company.email.in_([f"{post}@{lookup.text}" for post in BOXES]))
    if lookup.by is By.STREET:
        return select(Company.id).where(Company.street_key == lookup.text)
    # A space sorts before every letter: the name itself, and those that go on with another word.
    return select(Company.id).where(Company.name_key >= lookup.text, Company.name_key < f"{lookup.text}!")
