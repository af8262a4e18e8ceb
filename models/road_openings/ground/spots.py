"""What a map shows of the works: how many stand in each cell of a box, and those that are drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Integer, TableValuedAlias, case, cast, column, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from models.kernel.base import db
from models.road_openings.ground.cells import FINE, NOWHERE, ROUGH, list_cells
from models.road_openings.states import OCCUPYING, RequestState
from models.road_openings.tables import RoadOpeningRequest

MOST_COUNTED = 60
"""So many works of a cell are looked at: of more, how many are meant is not known."""

MOST_CELLS = 600
"""A box of more fine cells is looked at roughly."""

LONGEST = timedelta(days=366)
"""Works that end later than this after the days that are asked for are not looked for."""

_Kind = RoadOpeningRequest


@dataclass(frozen=True)
class Wanted:
    """Works of which days, in which states."""

    first: date
    last: date
    states: tuple[RequestState, ...] = OCCUPYING


@dataclass(frozen=True)
class Count:
    """How many works are meant; `capped`: at least, since there were more than are looked at."""

    number: int
    capped: bool = False

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.capped or other.capped)


@dataclass(frozen=True)
class Box:
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def cells(self) -> tuple[int, list[int]]:
        """The cells that it touches, of the finest grid with few enough; how many it has on a side."""
        fine = list_cells(self.south, self.west, self.north, self.east, FINE)
        if len(fine) <= MOST_CELLS:
            return FINE, fine
        return ROUGH, list_cells(self.south, self.west, self.north, self.east, ROUGH)


def count_by_cell(side: int, cells: Sequence[int], wanted: Wanted) -> dict[int, Count]:
    """How many works stand in each cell; the cells where none does are left out.

    Of each cell one range of the index is read, and no more of it than `MOST_COUNTED`.
    """
    sought = _listed(cells)
    cell = cast(sought.c.value, Integer)
    kept = _cell(side)
    seen = (
        select(_Kind.starts_on, _Kind.state)
        .where(kept == cell, _Kind.ends_on >= wanted.first, _Kind.ends_on <= wanted.last + LONGEST)
        .order_by(_Kind.ends_on)
        .limit(MOST_COUNTED)
        .correlate(sought)
        .subquery()
    )
    meant = func.coalesce(func.sum(case((_is_meant(seen.c.starts_on, seen.c.state, wanted), 1), else_=0)), 0)
    # One number tells both: below nothing, the cell has more than were looked at.
    encoded = select(case((func.count() >= MOST_COUNTED, -1 - meant), else_=meant)).select_from(seen)
    rows = db.session.execute(select(cell, encoded.scalar_subquery()).select_from(sought))
    counts = {place: Count(-1 - number, True) if number < 0 else Count(number) for place, number in rows}
    return {place: count for place, count in counts.items() if count.number or count.capped}


def count_without_point(wanted: Wanted) -> Count:
    """How many works have no point, and stand on no map."""
    return count_by_cell(ROUGH, [NOWHERE], wanted).get(NOWHERE, Count(0))


def list_in_cells(
    side: int, cells: Iterable[int], wanted: Wanted, *, limit: int
) -> Sequence[RoadOpeningRequest]:
    """The works of some cells, by the end of their days; the first ones."""
    meant = _is_meant(_Kind.starts_on, _Kind.state, wanted)
    query = (
        select(_Kind.id)
        .where(_cell(side).in_(list(cells)), meant)
        .where(_Kind.ends_on >= wanted.first, _Kind.ends_on <= wanted.last + LONGEST)
        .limit(limit)
    )
    numbers = list(db.session.scalars(query))
    rows = select(_Kind).where(_Kind.id.in_(numbers)).options(joinedload(_Kind.company))
    return db.session.scalars(rows.order_by(_Kind.ends_on, _Kind.id)).all()


def list_without_point(wanted: Wanted, *, limit: int) -> Sequence[RoadOpeningRequest]:
    """The first of the works that stand on no map."""
    return list_in_cells(ROUGH, [NOWHERE], wanted, limit=limit)


def find_conflicting(numbers: Sequence[int]) -> set[int]:
    """Which of these requests meet others in place and time, as `neighbours.list_conflicts` tells of one."""
    other = aliased(_Kind)
    taking = [state.value for state in OCCUPYING]
    meets = exists().where(
        other.road_key == _Kind.road_key,
        other.city == _Kind.city,
        other.ends_on >= _Kind.starts_on,
        other.starts_on <= _Kind.ends_on,
        other.id != _Kind.id,
        other.state.in_(taking),
    )
    query = select(_Kind.id).where(
        _Kind.id.in_(numbers), _Kind.road_key != "", _Kind.state.in_(taking), meets
    )
    return set(db.session.scalars(query)) if numbers else set()


def _cell(side: int) -> InstrumentedAttribute[int | None]:
    return _Kind.fine_cell if side == FINE else _Kind.rough_cell


def _is_meant(
    starts_on: ColumnElement[date] | InstrumentedAttribute[date | None],
    state: ColumnElement[str] | InstrumentedAttribute[str],
    wanted: Wanted,
) -> ColumnElement[bool]:
    return (starts_on <= wanted.last) & state.in_([each.value for each in wanted.states])


def _listed(cells: Sequence[int]) -> TableValuedAlias:
    """The cells as rows, told as one value: the statement is the same for every box."""
    if db.engine.dialect.name == "sqlite":
        return func.json_each(json.dumps(list(cells))).table_valued(column("value", Integer)).alias("sought")
    return func.jsonb_array_elements_text(cast(list(cells), JSONB)).table_valued("value").alias("sought")
