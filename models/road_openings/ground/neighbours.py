"""Works beside each other: in one street on the same days, in one month, or waiting for the same desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from models.kernel.base import db
from models.road_openings.queries import is_request_in_commune
from models.road_openings.states import OCCUPYING
from models.road_openings.tables import RoadOpeningRequest

MOST_CONFLICTS = 10
MOST_WORKS = 300
MOST_WAITING = 50
LONGEST_WORKS = timedelta(days=180)
"""Works that began earlier than this before a month are not looked for in it."""

_OCCUPIES = RoadOpeningRequest.state.in_([state.value for state in OCCUPYING])


def list_conflicts(request: RoadOpeningRequest) -> Sequence[RoadOpeningRequest]:
    """Other works of the same street and commune whose days overlap, asked for or granted; the first ones.

    The street is known by the last word of its name. Works that are over, refused, withdrawn or of no day
    are in nobody's way.
    """
    starts_on, ends_on = request.starts_on, request.ends_on
    if request.status not in OCCUPYING or not request.road_key or starts_on is None or ends_on is None:
        return ()
    kind = RoadOpeningRequest
    query = select(kind).where(
        kind.road_key == request.road_key,
        kind.city == request.city,
        kind.ends_on >= starts_on,
        kind.starts_on <= ends_on,
        kind.id != request.id,
        _OCCUPIES,
    )
    query = query.options(joinedload(kind.company)).order_by(kind.ends_on, kind.id)
    return db.session.scalars(query.limit(MOST_CONFLICTS)).all()


def list_dates_asked() -> Sequence[RoadOpeningRequest]:
    """Whose company waits for other dates, the longest wait first."""
    return _waiting(RoadOpeningRequest.dates_asked_at)


def list_urgent() -> Sequence[RoadOpeningRequest]:
    """The works that did not wait for their order, and still have none; the first filed first."""
    return _waiting(RoadOpeningRequest.urgent_since)


def _waiting(since: InstrumentedAttribute[datetime | None]) -> Sequence[RoadOpeningRequest]:
    # Their numbers first: behind a join the engines would not stop at the first ones.
    kind = RoadOpeningRequest
    first = select(kind.id).where(since.is_not(None)).order_by(since, kind.id).limit(MOST_WAITING)
    if not (numbers := list(db.session.scalars(first))):
        return ()
    query = select(kind).where(kind.id.in_(numbers)).options(joinedload(kind.company))
    return db.session.scalars(query.order_by(since, kind.id)).all()


def list_works_of(first: date, last: date, *, commune: str = "") -> tuple[Sequence[RoadOpeningRequest], bool]:
    """The works between two days, asked for or granted, by their start; whether there are more."""
    kind = RoadOpeningRequest
    clauses: list[ColumnElement[bool]] = [
        kind.starts_on >= first - LONGEST_WORKS,
        kind.starts_on <= last,
        kind.ends_on >= first,
        _OCCUPIES,
    ]
    if commune:
        clauses.append(is_request_in_commune(commune))
    query = select(kind).where(*clauses).options(joinedload(kind.company)).order_by(kind.starts_on, kind.id)
    found = db.session.scalars(query.limit(MOST_WORKS + 1)).all()
    return found[:MOST_WORKS], len(found) > MOST_WORKS
