"""The works of a month, week by week: what takes the streets, or may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.road_openings import RoadOpeningRequest
from models.road_openings.ground.neighbours import MOST_WORKS, list_dates_asked, list_urgent, list_works_of
from models.values import communes
from models.values.days import is_plausible, today
from views import formats
from views.backoffice.kit.guarded import Room, expose
from views.fields import printable
from views.messages.road_openings import period, request_tag


class WorksCalendar(Room):
    """One month at a time."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Calendrier", endpoint="works_calendar", url="calendrier")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The month of the address, or this one; of one commune, or of all."""
        first, commune = _month(), printable(request.args.get("commune", ""))[:120]
        last = _next(first) - timedelta(days=1)
        works, more = list_works_of(first, last, commune=commune)
        return self.render(
            "backoffice/road_openings/calendar.html",
            title=f"{formats.MONTHS[first.month - 1]} {first.year}",
            weeks=_weeks(works, first),
            waiting=[
                ("Autres dates à décider", list_dates_asked()),
                ("Travaux urgents à instruire", list_urgent()),
            ],
            total=formats.plural(len(works), "chantier"),
            limit=MOST_WORKS if more else None,
            commune=commune,
            communes=[entry.name for entry in communes.COMMUNES],
            month=f"{first:%Y-%m}",
            before=_href(first - timedelta(days=1), commune),
            after=_href(_next(first), commune),
            map_href=url_for("works_map.index", du=first.isoformat(), au=last.isoformat()),
            period=period,
            tag=request_tag,
        )


def _month() -> date:
    typed = request.args.get("mois", "")
    if not typed:
        return today().replace(day=1)
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        abort(404)
    return first if is_plausible(first, today()) else abort(404)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _href(day: date, commune: str) -> str:
    return url_for("works_calendar.index", mois=f"{day:%Y-%m}", commune=commune or None)


def _weeks(works: Sequence[RoadOpeningRequest], first: date) -> list[tuple[str, list[RoadOpeningRequest]]]:
    """The works by the week in which they begin; those that began before come first."""

    def week(row: RoadOpeningRequest) -> str:
        begun = row.starts_on
        if begun is None or begun < first:
            return "Déjà en cours"
        return f"Semaine du {formats.day(max(first, begun - timedelta(days=begun.weekday())))}"

    return [(words, list(rows)) for words, rows in groupby(works, key=week)]
