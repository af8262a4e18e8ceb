"""Whose requests a person meets: those of the concessions in effect; to all others they are nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, url_for

from models import attachments
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import find_request_for_account
from views.fields import printable
from views.portal.blueprint import account

HERE = "/demarches/voirie/autorisations"

P = ParamSpec("P")
R = TypeVar("R")


def holding(view: Callable[P, R]) -> Callable[P, R]:
    """The procedures exist for who holds a voirie concession in effect; to all others they are nothing."""

    @wraps(view)
    def guarded(*args: P.args, **values: P.kwargs) -> R:
        if not attachments.holds_any(account()):
            abort(404)
        return view(*args, **values)

    return guarded


def own_request(reference: str) -> RoadOpeningRequest:
    """The request of that reference, if the person sees it; else it does not exist."""
    return find_request_for_account(account(), printable(reference)[:60]) or abort(404)


def address_of(endpoint: str, road_opening: RoadOpeningRequest, part: str | None = None) -> str:
    """An address of a request, or of a part of its page."""
    return url_for(f"portal.{endpoint}", reference=road_opening.reference, _anchor=part)
