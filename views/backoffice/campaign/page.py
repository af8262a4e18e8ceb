"""How far the campaign is: the funnel, the weeks, what holds it up; each figure opens its list."""

from __future__ import annotations

from datetime import date

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.reports.campaign import figures as kept
from models.reports.campaign import following_cases
from models.values import days
from views import access, exports, formats
from views.backoffice.campaign import charts, tables
from views.backoffice.kit.guarded import Room, expose, fresh, may_lag

HEAD = ("Tableau", "Ligne", "Mesure", "Nombre")


def closing_day() -> date | None:
    """When the old portal closes, where the installation was told."""
    day: date | None = current_app.extensions["bascule.closes-on"]
    return day


class Campaign(Room):
    """The campaign's progress in figures, for those who steer it."""

    permissions = {"index": Permission.STATISTICS, "export": fresh(Permission.EXPORT)}

    def __init__(self) -> None:
        super().__init__(name="Pilotage", endpoint="campaign", url="pilotage")

    @expose("/")
    @may_lag
    def index(self) -> ResponseReturnValue:
        """The figures as they are kept."""
        figures, today = kept.read(), days.today()
        outlook = figures.outlook(today, closing_day())
        return self.render(
            "backoffice/campaign/page.html",
            figures=figures,
            catching_up=kept.is_catching_up() or following_cases.is_behind(),
            tables={table.name: table for table in tables.all_of(figures, today)},
            cards=tables.cards(figures),
            left=tables.left(figures),
            funnel=charts.funnel(figures),
            burn_up=charts.burn_up(figures, outlook, today),
            outlook=outlook,
        )

    @expose("/export/<export_type>/")
    @may_lag
    def export(self, export_type: str) -> ResponseReturnValue:
        """Every table of the page as one file."""
        if export_type not in exports.TYPES:
            abort(404)
        found = tables.all_of(kept.read(), days.today())
        rows = [row for table in found for row in table.rows()]
        kept.record_export(len(rows), actor=access.current_actor())
        return exports.download(export_type, f"pilotage-{formats.iso(days.today())}", HEAD, rows)
