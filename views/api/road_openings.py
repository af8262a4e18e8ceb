"""Requests to open the road: read, and moved as staff move them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from models import road_openings
from models.lists.numbered import Numbered
from models.road_openings import RequestState, RoadOpeningRequest
from models.road_openings.states import next_states
from models.staff import machines
from models.staff.machines import Scope
from views import access
from views.api import writing
from views.api.blueprint import CONTROL, Line, LongText, Moment, api, described
from views.api.conditions import Answer, shown, version_seen
from views.api.lists import Place, page_of, row_of


class RequestShown(Struct, frozen=True):
    """A request, and what this program may make of it."""

    id: int
    reference: str
    state: RequestState
    next_states: list[RequestState]
    concession_id: int
    company_id: int | None
    account_id: int | None
    purpose: str
    street: str
    postcode: str
    city: str
    starts_on: date | None
    ends_on: date | None
    description: str
    contractor: str
    order_number: str
    prescriptions: str
    reason: str
    filed_at: Moment | None
    moved_at: Moment
    decision_due_on: date | None


class RequestPage(Struct, frozen=True):
    """Some requests, and where the next page begins."""

    items: list[RequestShown]
    next: str | None


class RequestPlace(Place, frozen=True, kw_only=True):
    """Which requests."""

    reference: Line | None = None


class Move(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step: to which state, with what it demands."""

    state: RequestState
    reason: Annotated[str, Meta(max_length=2_000, pattern=r"^[^\u0000]*$")] = ""
    order_number: Annotated[str, Meta(max_length=60, pattern=CONTROL)] = ""
    prescriptions: LongText = ""


REQUESTS = Numbered(
    RoadOpeningRequest,
    name="reference",
    load=("concession",),
    shows=lambda request: request.was_filed,
)


def show(row: RoadOpeningRequest) -> RequestShown:
    """The request as programs read it."""
    plain = ("id", "reference", "concession_id", "company_id", "account_id", "purpose", "street", "postcode")
    more = ("city", "starts_on", "ends_on", "description", "contractor", "order_number", "prescriptions")
    ways = ("reason", "filed_at", "moved_at", "decision_due_on")
    return RequestShown(
        state=row.status,
        next_states=list(next_states(row.state, access.calling_actor())),
        **{name: getattr(row, name) for name in (*plain, *more, *ways)},
    )


@api.get("/requests")
@described(Scope.REQUESTS_READ, answer=RequestPage)
def list_requests(query: RequestPlace) -> RequestPage:
    """Requests that were filed, in the order in which they came."""
    rows, following = page_of(REQUESTS, query, named=query.reference)
    return RequestPage([show(row) for row in rows], following)


@api.get("/requests/<int(min=1,max=9223372036854775807):id>")
@described(Scope.REQUESTS_READ, answer=RequestShown, more=(404,))
def get_request(id: int) -> Answer:
    """One request."""
    row = row_of(REQUESTS, id)
    return shown(show(row), row.version)


@api.post("/requests/<int(min=1,max=9223372036854775807):id>/moves")
@described(Scope.REQUESTS_MOVE, answer=RequestShown, more=(404, 409, 412, 413, 415))
def move_request(id: int, json: Move) -> Answer:
    """Makes one step; `If-Match` refuses it where somebody was faster."""
    submission, seen = writing.submission(), version_seen()
    row = row_of(REQUESTS, id)
    machines.perform_once(
        submission,
        "request-move",
        lambda: road_openings.move(
            row,
            json.state,
            reason=json.reason,
            order_number=json.order_number,
            prescriptions=json.prescriptions,
            version=seen,
            actor=access.calling_actor(),
        ),
    )
    return shown(show(row), row.version)
