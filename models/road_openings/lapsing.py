"""A permit that nobody used lapses with its last day."""

from __future__ import annotations

from sqlalchemy import select

from models.kernel.actors import Actor
from models.kernel.base import db
from models.road_openings.moves import MoveRefused, StillInForce, move
from models.road_openings.states import RequestState
from models.road_openings.tables import RoadOpeningRequest

AT_ONCE = 200
"""Permits that one turn looks at; the next takes the others."""


def lapse_overdue(*, actor: Actor) -> int:
    """Moves what was granted, never used, and has run out; returns how many."""
    query = select(RoadOpeningRequest).where(RoadOpeningRequest.has_run_out)
    query = query.order_by(RoadOpeningRequest.lapses_on, RoadOpeningRequest.id).limit(AT_ONCE)
    return sum(_lapse(request, actor) for request in list(db.session.scalars(query)))


def _lapse(request: RoadOpeningRequest, actor: Actor) -> bool:
    try:
        move(request, RequestState.LAPSED, actor=actor)
    except (MoveRefused, StillInForce):
        return False  # its company was faster by a moment
    return True
