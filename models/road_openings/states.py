"""The states of a request, and the one table of who may move what to what."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from models.kernel.actors import Actor
from models.permissions import Permission


class RequestState(StrEnum):
    """Where a request stands; the values are those of addresses, forms and files."""

    DRAFT = "brouillon"
    FILED = "deposee"
    INCOMPLETE = "incomplete"
    EXAMINED = "en-instruction"
    GRANTED = "accordee"
    REFUSED = "refusee"
    WITHDRAWN = "retiree"
    STARTED = "travaux-commences"
    FINISHED = "travaux-termines"
    ABROGATED = "abrogee"
    LAPSED = "caduque"
    CLOSED = "close"


class Mover(StrEnum):
    """Who moves a request: its company, staff who hold `Permission.MOVE_REQUESTS`, the worker by date."""

    COMPANY = "company"
    STAFF = "staff"
    SYSTEM = "system"


_S = RequestState

MOVES: dict[Mover, dict[RequestState, tuple[RequestState, ...]]] = {
    Mover.COMPANY: {
        _S.DRAFT: (_S.FILED, _S.WITHDRAWN),
        _S.INCOMPLETE: (_S.FILED, _S.WITHDRAWN),
        _S.FILED: (_S.WITHDRAWN,),
        _S.EXAMINED: (_S.WITHDRAWN,),
        _S.GRANTED: (_S.STARTED, _S.WITHDRAWN),
        _S.STARTED: (_S.FINISHED,),
    },
    Mover.STAFF: {
        _S.FILED: (_S.EXAMINED, _S.INCOMPLETE, _S.GRANTED, _S.REFUSED),
        _S.INCOMPLETE: (_S.EXAMINED, _S.REFUSED),
        _S.EXAMINED: (_S.GRANTED, _S.REFUSED, _S.INCOMPLETE),
        _S.GRANTED: (_S.ABROGATED, _S.CLOSED),
        _S.REFUSED: (_S.CLOSED,),
        _S.WITHDRAWN: (_S.CLOSED,),
        _S.STARTED: (_S.ABROGATED, _S.CLOSED),
        _S.FINISHED: (_S.CLOSED,),
        _S.ABROGATED: (_S.CLOSED,),
        _S.LAPSED: (_S.CLOSED,),
    },
    Mover.SYSTEM: {_S.GRANTED: (_S.LAPSED,)},
}
"""From which state to which; what is not here is nobody's."""

WITH_REASON = (RequestState.INCOMPLETE, RequestState.REFUSED, RequestState.ABROGATED)
"""The states that are reached with a reason, which the company reads."""

UNFILED = (RequestState.DRAFT, RequestState.WITHDRAWN)
"""The states in which a request may stand that was never filed."""

ORDERED = (RequestState.GRANTED, RequestState.STARTED, RequestState.FINISHED)
"""The states that an order allows, whose number is kept."""

WITH_ORDER = (*ORDERED, RequestState.ABROGATED, RequestState.LAPSED)
"""The states that are reached through an order, in force or not any more."""

IN_FORCE = (RequestState.GRANTED, RequestState.STARTED)
"""The states whose dates the company may ask to have changed."""

OCCUPYING = (RequestState.FILED, RequestState.INCOMPLETE, RequestState.EXAMINED, *IN_FORCE)
"""The states of works that take a street's place on their days, or may."""

LEFT_OPEN = timedelta(days=365)
"""How long after its last day works that the old portal allowed may still be said to begin, or to end."""

EDITABLE = frozenset({RequestState.DRAFT, RequestState.INCOMPLETE})
"""The states in which the company may change its request."""

AWAITED = frozenset({RequestState.FILED, RequestState.EXAMINED})
"""The states in which the company waits for a decision: only these can be overdue."""


def is_over(state: RequestState | str, ends_on: date | None, today: date) -> bool:
    """Whether works that were allowed are over by their dates, whatever nobody said of them since."""
    return state in ORDERED and ends_on is not None and ends_on + LEFT_OPEN < today


def mover_of(actor: Actor) -> Mover | None:
    """As whom the actor moves requests; None when they may move none."""
    if actor.kind == "account":
        return Mover.COMPANY
    if actor.kind == "system":
        return Mover.SYSTEM
    return Mover.STAFF if actor.may(Permission.MOVE_REQUESTS) else None


def next_states(state: RequestState | str, actor: Actor) -> tuple[RequestState, ...]:
    """What the actor may make of a request in that state."""
    mover = mover_of(actor)
    return () if mover is None else MOVES[mover].get(RequestState(state), ())


def may_ever_set(mover: Mover) -> frozenset[RequestState]:
    """Every state that this mover sets from somewhere."""
    return frozenset(state for reached in MOVES[mover].values() for state in reached)
