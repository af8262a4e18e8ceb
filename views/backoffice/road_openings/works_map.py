"""The works on a map: of some days, in some states, and where they meet others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.road_openings import RequestState, RoadOpeningRequest
from models.road_openings.ground.spots import (
    Box,
    Count,
    Wanted,
    count_by_cell,
    count_without_point,
    find_conflicting,
    list_in_cells,
    list_without_point,
)
from models.road_openings.states import OCCUPYING
from models.values.coordinates import degrees_of
from models.values.days import is_plausible, today
from views import formats
from views.backoffice.kit.guarded import Room, expose
from views.drawing import maps, tiles
from views.drawing.clusters import Cluster, Place, figure_of, places_of, share
from views.drawing.maps import View
from views.messages import TAGS
from views.messages.road_openings import period, request_tag

MOST_DRAWN = 40
"""So many requests are drawn one by one; of more, figures tell."""

MOST_UNPLACED = 20
"""So many of those without a point are named."""

AHEAD = timedelta(days=30)
EVERY = "toutes"
SHOWN = tuple(state for state in RequestState if state is not RequestState.DRAFT)
CHOICES = [
    ("", "Occupent la voie, ou vont l’occuper"),
    (EVERY, "Toutes, même closes ou refusées"),
    *((state.value, TAGS["RequestState"][state.value].words) for state in SHOWN),
]


class WorksMap(Room):
    """The part of the ground that the address tells."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Carte", endpoint="works_map", url="demandes/carte")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The map, and the same as tables."""
        chosen = _chosen()
        found = _find(chosen)
        if not request.args.get("zone") and (near := _around(found)) is not None:
            chosen = replace(chosen, view=near)
            found = _find(chosen)
        shown = _show(chosen.view, found)
        unplaced = count_without_point(chosen.wanted)
        return self.render(
            "backoffice/road_openings/map.html",
            chosen=chosen,
            shown=shown,
            choices=CHOICES,
            total=_words(shown.total),
            unplaced=_words(unplaced) if unplaced.number or unplaced.capped else "",
            without_point=list_without_point(chosen.wanted, limit=MOST_UNPLACED),
            most_drawn=MOST_DRAWN,
            most_unplaced=MOST_UNPLACED,
            period=period,
            tag=request_tag,
            count_words=_words,
            near=_near,
            ground=tiles.ground_of(chosen.view),
        )


@dataclass(frozen=True)
class Chosen:
    """What the address asks for."""

    view: View
    wanted: Wanted
    state: str

    def address(self, view: View) -> str:
        """The same of another part of the ground."""
        first, last = self.wanted.first.isoformat(), self.wanted.last.isoformat()
        return url_for("works_map.index", zone=str(view), du=first, au=last, etat=self.state or None)


@dataclass(frozen=True)
class Found:
    """What lies on a part of the ground: the requests that are drawn, one more where they are too many."""

    rows: Sequence[RoadOpeningRequest]
    figures: Sequence[Cluster]


@dataclass(frozen=True)
class Shown:
    """What stands on the map."""

    total: Count
    places: Sequence[Place]
    figures: Sequence[Cluster]
    conflicting: set[int]
    cut: bool
    """Whether some are neither drawn nor told by a figure: the map shows nothing nearer."""


def _chosen() -> Chosen:
    typed = request.args.get("zone", "")
    view = maps.parse(typed) if typed else maps.WHOLE
    first = _day("du", today())
    last = _day("au", first + AHEAD)
    state = request.args.get("etat", "")
    if view is None or state not in dict(CHOICES):
        abort(404)
    states = OCCUPYING if not state else SHOWN if state == EVERY else (RequestState(state),)
    return Chosen(view, Wanted(min(first, last), max(first, last), states), state)


def _day(name: str, usual: date) -> date:
    if not (typed := request.args.get(name, "")):
        return usual
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        abort(404)
    return day if is_plausible(day, today()) else abort(404)


def _find(chosen: Chosen) -> Found:
    view = chosen.view
    side, cells = Box(view.west, view.south, view.east, view.north).cells()
    counts = count_by_cell(side, cells, chosen.wanted)
    nearest = view.span <= maps.SMALLEST
    alone, blocks = share(view, side, counts, limit=MOST_DRAWN, nearest=nearest)
    rows: Sequence[RoadOpeningRequest] = ()
    if alone:
        rows = list_in_cells(side, alone, chosen.wanted, limit=MOST_DRAWN + 1)
    return Found(rows, [figure_of(view, side, block, counts) for block in blocks])


def _around(found: Found) -> View | None:
    """Where all of it lies: a first map is not one heap in the midst of nothing."""
    points = [degrees_of(row.point) for row in found.rows]
    for figure in found.figures:
        points += [(figure.view.south, figure.view.west), (figure.view.north, figure.view.east)]
    return View.of_points(points)


def _show(view: View, found: Found) -> Shown:
    places = places_of(view, found.rows[:MOST_DRAWN])
    cut = len(found.rows) > MOST_DRAWN
    drawn_here = Count(sum(len(place.rows) for place in places), cut)
    total = sum((figure.count for figure in found.figures), drawn_here)
    return Shown(total, places, found.figures, find_conflicting([row.id for row in found.rows]), cut)


def _words(count: Count) -> str:
    """`12 demandes`, or `au moins 60 demandes`."""
    words = formats.plural(count.number, "demande")
    return f"au moins {words}" if count.capped else words


def _near(figure: Cluster) -> str:
    """Where a figure stands, in degrees."""
    latitude, longitude = (f"{at:.3f}".replace(".", ",") for at in (figure.latitude, figure.longitude))
    return f"près de {latitude} ; {longitude}"
