"""A company asks for other dates than it was granted: a longer time, or other days; staff decide."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from models import audit
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.road_openings.moves import OrderNumberMissing, by_mandate, remember
from models.road_openings.notices import notify_readers
from models.road_openings.orders.issuing import issue
from models.road_openings.orders.tables import OrderKind
from models.road_openings.queries import expect_seen
from models.road_openings.states import IN_FORCE, RequestState
from models.road_openings.steps import StepKind
from models.road_openings.tables import RoadOpeningRequest
from models.road_openings.works import EndsBeforeStart, NoticeTooShort, earliest_start
from models.values.days import DayImplausible, is_plausible, last_plausible, today


class DatesOutcome(StrEnum):
    """What staff answer to other dates."""

    GRANTED = "accordees"
    REFUSED = "refusees"


class NotInForce(DomainError):
    """Not granted, or over by its dates: a new request is needed."""


class DatesAlreadyAsked(DomainError):
    """Other dates wait for their decision already."""


class NoDatesAsked(DomainError):
    """No other dates wait for a decision."""


class SameDates(DomainError):
    """These are the dates that hold."""

    field = "ends_on"


class WorksBegun(DomainError):
    """The day on which works began is no more changed."""

    field = "starts_on"


class DatesPast(DomainError):
    """The days are over, or some of them."""

    field = "ends_on"


def check_ask_dates(request: RoadOpeningRequest) -> None:
    """Raises why nobody asks for other dates of it now."""
    dated = request.starts_on is not None and request.ends_on is not None and request.ends_on >= today()
    if request.status not in IN_FORCE or not dated:  # of the old portal's, some bear no dates
        raise NotInForce
    if request.dates_asked_at is not None:
        raise DatesAlreadyAsked


def ask_dates(
    request: RoadOpeningRequest,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    version: int | None = None,
    actor: Actor,
) -> None:
    """Asks for other dates, which hold once staff have granted them; until then the permit does not lapse.

    The same question again, as by a second click, is one. Raises `Stale`, `NotAllowed`, `NotInForce`,
    `DatesAlreadyAsked`, `ReasonMissing`, and what is wrong with the days.
    """
    why = reason.strip()
    with transaction():
        expect_seen(request, actor)
        lock_row(request)
        if (request.wanted_starts_on, request.wanted_ends_on, request.dates_reason) == (
            starts_on,
            ends_on,
            why,
        ):
            return
        check_ask_dates(request)
        optimistic_lock.expect(request, version)
        _check_days(request, starts_on, ends_on)
        if not why:
            raise ReasonMissing
        request.wanted_starts_on, request.wanted_ends_on = starts_on, ends_on
        request.dates_reason, request.dates_asked_at = why, now()
        optimistic_lock.advance(request)
        kind = StepKind.DATES_ASKED
        step = remember(
            request, request.status, actor, why, now(), kind=kind, starts_on=starts_on, ends_on=ends_on
        )
        wanted: dict[str, object] = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        after = wanted | by_mandate(step)
        audit.record(AuditAction.DATES_ASKED, request, actor=actor, after=after, reason=why)
        notify_readers(request, why, MailKind.DATES_ASKED)


def _check_days(request: RoadOpeningRequest, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise EndsBeforeStart
    if (starts_on, ends_on) == (request.starts_on, request.ends_on):
        raise SameDates
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if not is_plausible(day, today()):
            raise DayImplausible(field=field, last=last_plausible(today()))
    if starts_on != request.starts_on:
        _check_start(request, starts_on)
    if ends_on < today():
        raise DatesPast


def _check_start(request: RoadOpeningRequest, starts_on: date) -> None:
    """Works are put off as one likes, and brought forward with the notice that a new request would need."""
    if request.status is RequestState.STARTED:
        raise WorksBegun
    earliest = earliest_start(now())
    if request.starts_on is not None and starts_on > request.starts_on:
        earliest = today()
    if starts_on < earliest:
        raise NoticeTooShort(earliest=earliest)


def drop_dates(request: RoadOpeningRequest, *, version: int | None = None, actor: Actor) -> None:
    """The company takes its question back. Raises `Stale`, `NotAllowed`, `NoDatesAsked`."""
    with transaction():
        expect_seen(request, actor)
        lock_row(request)
        if request.dates_asked_at is None:
            raise NoDatesAsked
        optimistic_lock.expect(request, version)
        request.want_no_dates()
        optimistic_lock.advance(request)
        step = remember(request, request.status, actor, "", now(), kind=StepKind.DATES_DROPPED)
        audit.record(AuditAction.DATES_DROPPED, request, actor=actor, after=by_mandate(step) or None)


def check_decide_dates(request: RoadOpeningRequest, actor: Actor) -> None:
    """Raises why this actor has no dates to decide on."""
    if not actor.may(Permission.MOVE_REQUESTS):
        raise NotAllowed
    if request.dates_asked_at is None:
        raise NoDatesAsked


def decide_dates(
    request: RoadOpeningRequest,
    *,
    outcome: DatesOutcome,
    order_number: str = "",
    reason: str = "",
    version: int | None = None,
    actor: Actor,
) -> None:
    """Grants the dates by an order of their own, or refuses them with a reason; those that held hold on.

    Raises `Stale`, `NotAllowed`, `NoDatesAsked`, `OrderNumberMissing`, `ReasonMissing`, `DatesPast`.
    """
    number, why = order_number.strip(), reason.strip()
    with transaction():
        lock_row(request)
        check_decide_dates(request, actor)
        optimistic_lock.expect(request, version)
        if outcome is DatesOutcome.GRANTED:
            _grant(request, number, why, actor)
        else:
            _refuse(request, why, actor)


def _grant(request: RoadOpeningRequest, number: str, reason: str, actor: Actor) -> None:
    starts_on, ends_on = request.wanted_starts_on, request.wanted_ends_on
    assert starts_on is not None and ends_on is not None
    if not number:
        raise OrderNumberMissing
    if ends_on < today():
        raise DatesPast
    before = {name: getattr(request, name) for name in ("starts_on", "ends_on", "amending_number")}
    request.starts_on, request.ends_on, request.amending_number = starts_on, ends_on, number
    _end(request)
    step = remember(
        request,
        request.status,
        actor,
        reason,
        now(),
        kind=StepKind.DATES_GRANTED,
        starts_on=starts_on,
        ends_on=ends_on,
        order_number=number,
    )
    after = {name: getattr(request, name) for name in before}
    issue(step, OrderKind.DATES, number)
    _announce(request, DatesOutcome.GRANTED, reason, actor, before=before, after=after)


def _refuse(request: RoadOpeningRequest, reason: str, actor: Actor) -> None:
    if not reason:
        raise ReasonMissing
    _end(request)
    remember(request, request.status, actor, reason, now(), kind=StepKind.DATES_REFUSED)
    _announce(request, DatesOutcome.REFUSED, reason, actor, before={}, after={})


def _end(request: RoadOpeningRequest) -> None:
    request.want_no_dates()
    optimistic_lock.advance(request)
    request.refresh_search()


def _announce(
    request: RoadOpeningRequest,
    outcome: DatesOutcome,
    reason: str,
    actor: Actor,
    *,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    audit.record(
        AuditAction.DATES_DECIDED,
        request,
        actor=actor,
        before={name: str(value or "") for name, value in before.items()} or None,
        after={"dates": outcome.value} | {name: str(value or "") for name, value in after.items()},
        reason=reason or None,
    )
    notify_readers(request, reason, MailKind.DATES_DECIDED, dates=outcome.value)
