"""Whose requests a person meets: those of the concessions in effect; to all others they are nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, url_for

from models import attachments
from models.attachments.afterwards.mandates.acting import acts_for_any
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import find_request_for_account
from views.fields import printable
from views.portal.blueprint import account
from views.portal.mandates.acting import choose_of_request

HERE = "/demarches/voirie/autorisations"

P = ParamSpec("P")
R = TypeVar("R")


def holding(view: Callable[P, R]) -> Callable[P, R]:
    """The procedures exist for who holds a voirie concession in effect, or acts for one who does."""

    @wraps(view)
    def guarded(*args: P.args, **values: P.kwargs) -> R:
        if not (attachments.holds_any(account()) or acts_for_any(account())):
            abort(404)
        return view(*args, **values)

    return guarded


def own_request(reference: str) -> RoadOpeningRequest:
    """The request of that reference, if the person sees it; else it does not exist.

    The page acts for the company whose request it is.
    """
    found = find_request_for_account(account(), printable(reference)[:60]) or abort(404)
    choose_of_request(account(), found)
    return found


def address_of(endpoint: str, road_opening: RoadOpeningRequest, part: str | None = None) -> str:
    """An address of a request, or of a part of its page."""
    return url_for(f"portal.{endpoint}", reference=road_opening.reference, _anchor=part)
