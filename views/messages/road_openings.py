"""How both sites tell a request: its tag, which turns red when a decision is late, and its dates."""

from __future__ import annotations

from datetime import date

from models.road_openings import RequestMove, RequestState, RoadOpeningRequest
from views import formats
from views.messages.tags import Tag, tag_of

AUTHORITY = "Service de la voirie"
"""Who moved a request, as its company reads it: agents' names stay in the house."""

ERASED = "Compte effacé"
"""Who made a step and is no longer with us."""


def request_tag(request: RoadOpeningRequest) -> Tag:
    """The state; where a decision is late, for how long. Late is never granted."""
    if request.is_overdue:
        return Tag("stop", "clock-history", f"En retard de {formats.plural(request.days_overdue, 'jour')}")
    return tag_of(request.status)


def period(starts_on: date | None, ends_on: date | None) -> str:
    """`7 au 11 décembre 2026`, as short as it stays clear."""
    if starts_on is None:
        return f"Jusqu’au {formats.day(ends_on)}" if ends_on is not None else ""
    if ends_on is None:
        return f"À partir du {formats.day(starts_on)}"
    if starts_on == ends_on:
        return formats.day(starts_on)
    start = formats.day(starts_on)
    if starts_on.year == ends_on.year:
        start = start.rpartition(formats.NBSP)[0]
        if starts_on.month == ends_on.month:
            start = start.rpartition(formats.NBSP)[0]
    return f"{start} au {formats.day(ends_on)}"


def move_words(move: RequestMove) -> str:
    """What a step of the history says."""
    if move.before is None:
        return "Brouillon commencé" if move.after == RequestState.DRAFT else "Reprise de l’ancien portail"
    if move.after == RequestState.FILED and move.before == RequestState.INCOMPLETE:
        return "Complétée et déposée de nouveau"
    return tag_of(RequestState(move.after)).words


def mover_words(move: RequestMove) -> str:
    """Who made a step, as its company reads it."""
    if move.account is not None:
        return move.account.full_name or ERASED
    return AUTHORITY if move.agent_id is not None else ""
