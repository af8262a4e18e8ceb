"""Moves a request from state to state, with its event, its line of history and its mails."""

from __future__ import annotations

from datetime import date, datetime

from models import audit
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.road_openings.notices import notify_readers
from models.road_openings.orders.issuing import issue
from models.road_openings.orders.tables import OrderKind
from models.road_openings.queries import expect_seen, find_mandate_on
from models.road_openings.states import (
    IN_FORCE,
    MOVES,
    WITH_REASON,
    Mover,
    RequestState,
    may_ever_set,
    mover_of,
    next_states,
)
from models.road_openings.steps import RequestMove, StepKind
from models.road_openings.tables import RoadOpeningRequest
from models.road_openings.works import refusals

ORDERS = {RequestState.GRANTED: OrderKind.GRANTED, RequestState.ABROGATED: OrderKind.ABROGATED}
"""The moves that an order says."""


class MoveRefused(DomainError):
    """Not a step from this state, or not for this person (facts: `state`, `wanted`)."""

    field = "state"


class RequestOver(DomainError):
    """The request stands where nobody moves it any more."""


class StillInForce(DomainError):
    """Nothing lapses before its last day is over, nor what was used."""


class OrderNumberMissing(DomainError):
    """Granting needs the number of the order."""

    field = "order_number"


def file(request: RoadOpeningRequest, *, actor: Actor) -> None:
    """The company files its draft, or files again what was incomplete: `move` to `deposee`."""
    move(request, RequestState.FILED, actor=actor)


def check_move(request: RoadOpeningRequest, actor: Actor) -> None:
    """Raises why this actor has nowhere to move the request."""
    if not next_states(request.state, actor):
        raise RequestOver


def move(
    request: RoadOpeningRequest,
    to: RequestState,
    *,
    reason: str = "",
    order_number: str = "",
    prescriptions: str = "",
    version: int | None = None,
    actor: Actor,
) -> None:
    """Makes one step of the table, with its event, its line of history and the mails that tell it.

    A request that already stands there in the same words is left as it is: a double click is one step.
    Raises `Stale` when it is no longer at the `version` that the person saw, `MoveRefused`, `NotAllowed`,
    `ReasonMissing`, `OrderNumberMissing`, `StillInForce`; when filing, what `works.refusals` finds.
    """
    mover = mover_of(actor)
    if mover is None:
        raise NotAllowed
    if to not in may_ever_set(mover):
        raise MoveRefused(state=request.state, wanted=to)
    with transaction():
        if mover is Mover.COMPANY:
            expect_seen(request, actor)
        lock_row(request)
        if request.status is to:
            if _decides_otherwise(request, to, reason.strip(), order_number.strip(), prescriptions.strip()):
                raise MoveRefused(state=request.state, wanted=to)
            return
        optimistic_lock.expect(request, version)
        if mover is Mover.COMPANY and request.is_past:
            raise MoveRefused(state=request.state, wanted=to)
        if mover is Mover.STAFF and not request.was_filed:
            raise MoveRefused(state=request.state, wanted=to)
        if to not in MOVES[mover].get(request.status, ()):
            raise MoveRefused(state=request.state, wanted=to)
        _demand(request, to, reason.strip(), order_number.strip())
        _step(request, to, reason.strip(), actor, order_number.strip(), prescriptions.strip())


def _decides_otherwise(
    request: RoadOpeningRequest, to: RequestState, reason: str, order_number: str, prescriptions: str
) -> bool:
    """Whether the same state is given other words: no second click, and not to be passed over in silence."""
    if to is RequestState.GRANTED:
        return (order_number, prescriptions) != (request.order_number, request.prescriptions)
    return to in WITH_REASON and reason != request.reason


def _demand(request: RoadOpeningRequest, to: RequestState, reason: str, order_number: str) -> None:
    if to in WITH_REASON and not reason:
        raise ReasonMissing
    if to in ORDERS and not order_number:
        raise OrderNumberMissing
    if to is RequestState.LAPSED and not request.has_run_out:
        raise StillInForce
    if to is RequestState.FILED:
        for refusal in refusals(request.works, now()):
            raise refusal


def _step(
    request: RoadOpeningRequest,
    to: RequestState,
    reason: str,
    actor: Actor,
    order_number: str,
    prescriptions: str,
) -> None:
    before, moment = request.status, now()
    after: dict[str, object] = {"state": to.value}
    if to is RequestState.FILED:
        request.filed_at = moment
        request.first_filed_at = request.first_filed_at or moment
    if to is RequestState.GRANTED:
        request.order_number, request.prescriptions = order_number, prescriptions
        after |= {"order_number": order_number, "prescriptions": prescriptions}
    if to in WITH_REASON:
        request.reason = reason
    if request.dates_asked_at is not None and not _may_keep_dates_asked(request, to):
        remember(request, before, actor, "", moment, kind=StepKind.DATES_DROPPED)
        request.want_no_dates()
    if to is RequestState.ABROGATED:
        after["abrogating_number"] = order_number
    request.state, request.moved_at = to.value, moment
    optimistic_lock.advance(request)
    request.refresh_search()
    step = remember(request, before, actor, reason, moment)
    if to in ORDERS:
        issue(step, ORDERS[to], order_number)
    audit.record(
        AuditAction.REQUEST_MOVED,
        request,
        actor=actor,
        before={"state": before.value},
        after=after | by_mandate(step),
        reason=reason or None,
    )
    # A draft that is thrown away was nobody's business yet.
    if before is not RequestState.DRAFT or to is RequestState.FILED:
        notify_readers(request, reason)


def _may_keep_dates_asked(request: RoadOpeningRequest, to: RequestState) -> bool:
    """Whether dates that were asked for may still be decided: works begin on the day that holds."""
    begins = to is RequestState.STARTED and request.wanted_starts_on != request.starts_on
    return to in IN_FORCE and not begins


def by_mandate(step: RequestMove) -> dict[str, object]:
    """What the trail says of a step that was made for another company."""
    return {"mandate": step.mandate.label} if step.mandate is not None else {}


def remember(
    request: RoadOpeningRequest,
    before: RequestState | None,
    actor: Actor,
    reason: str,
    moment: datetime | None = None,
    *,
    kind: StepKind = StepKind.MOVED,
    starts_on: date | None = None,
    ends_on: date | None = None,
    order_number: str = "",
) -> RequestMove:
    """Writes a line of the history that the company reads."""
    made = RequestMove(
        request=request,
        at=moment or request.created_at,
        before=before.value if before is not None else None,
        after=request.state,
        account_id=actor.id if actor.kind == "account" else None,
        agent_id=actor.id if actor.is_staff else None,
        client_id=actor.id if actor.kind == "client" else None,
        mandate=find_mandate_on(request, actor.id) if actor.kind == "account" else None,
        reason=reason,
        kind=kind.value,
        starts_on=starts_on,
        ends_on=ends_on,
        order_number=order_number,
    )
    db.session.add(made)
    db.session.flush()
    return made
