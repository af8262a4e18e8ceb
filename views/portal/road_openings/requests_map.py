"""The requests of a person on a map: those that have a point, the last moved first."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.road_openings.queries import list_requests_for_account
from models.values.coordinates import degrees_of
from views import access
from views.drawing import maps, tiles
from views.drawing.clusters import places_of
from views.drawing.maps import View
from views.fields import page
from views.messages.road_openings import period, request_tag
from views.portal.blueprint import account, portal
from views.portal.mandates.acting import FIELD, carried, choose_company
from views.portal.road_openings.ownership import HERE, holding

LIMIT = 100
"""So many are looked at; the list finds the others."""


@portal.get(f"{HERE}/carte", endpoint="requests_map")
@access.signed_in
@holding
def show_map() -> ResponseReturnValue:
    """The part of the ground that the address tells, or where all of them lie."""
    found = list_requests_for_account(account(), acting_for=choose_company(account()), limit=LIMIT + 1)
    rows = found[:LIMIT]
    placed = [row for row in rows if row.point]
    view = _chosen() or View.of_points(degrees_of(row.point) for row in placed) or maps.WHOLE
    return page(
        "portal/road_openings/map.html",
        places=places_of(view, placed),
        rows=placed,
        unplaced=[row for row in rows if not row.point],
        limit=LIMIT if len(found) > LIMIT else None,
        address=_address,
        tag=request_tag,
        period=period,
        ground=tiles.ground_of(view),
    )


def _chosen() -> View | None:
    if not (typed := request.args.get("zone", "")):
        return None
    return maps.parse(typed) or abort(404)


def _address(view: View) -> str:
    kept = carried()
    return url_for("portal.requests_map", zone=str(view), pour=kept.get(FIELD))
