"""A request is read: what was asked, its history, its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort
from flask.typing import ResponseReturnValue

from models import road_openings
from models.kernel.errors import DomainError
from models.road_openings import RequestMove, RoadOpeningRequest
from views import access
from views.fields import Form, page
from views.messages import refusal
from views.messages.road_openings import move_tag, move_words, mover_words, period, request_tag
from views.portal.blueprint import portal
from views.portal.road_openings.ownership import HERE, holding, own_request


@dataclass(frozen=True)
class Moment:
    """One step of the history, as it is drawn."""

    tone: str
    icon: str
    what: str
    who: str
    when: datetime
    why: str

    @classmethod
    def of(cls, move: RequestMove) -> Moment:
        """A step, in words."""
        tag = move_tag(move)
        return cls(tag.tone, tag.icon, move_words(move), mover_words(move), move.at, move.reason)


def detail_page(road_opening: RoadOpeningRequest, form: Form) -> ResponseReturnValue:
    """The request with its history and its documents; the form bears what was refused."""
    is_past = road_opening.is_past
    states = () if is_past else road_openings.next_states(road_opening.state, access.current_actor())
    return page(
        "portal/road_openings/detail.html",
        form=form,
        road_opening=road_opening,
        tag=request_tag(road_opening),
        period=period,
        next_states=[state.value for state in states],
        may_ask_dates=not why_no_dates(road_opening),
        moments=[Moment.of(move) for move in reversed(road_opening.moves)],
    )


def why_no_dates(road_opening: RoadOpeningRequest) -> str:
    """Why nobody asks for other dates of it now; nothing where they may."""
    try:
        road_openings.check_ask_dates(road_opening)
    except DomainError as error:
        return refusal(error)
    return ""


@portal.get(f"{HERE}/<reference>")
@access.signed_in
@holding
def request_detail(reference: str) -> ResponseReturnValue:
    """A request with its history and its documents."""
    return detail_page(own_request(reference), Form())


@portal.get(f"{HERE}/<reference>/accuse")
@access.signed_in
@holding
def request_receipt(reference: str) -> ResponseReturnValue:
    """The receipt, to keep or to print: the number, the moment, what was asked and what comes next."""
    road_opening = own_request(reference)
    if road_opening.filed_at is None or road_opening.is_imported:
        abort(404)
    return page("portal/road_openings/receipt.html", road_opening=road_opening, period=period)
