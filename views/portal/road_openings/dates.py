"""A company asks for other dates than it was granted, or takes that question back."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from models import road_openings
from models.kernel.errors import Stale
from models.road_openings import RequestState, RoadOpeningRequest
from models.values.days import last_plausible, today
from views import access
from views.fields import Day, Form, LongText, done, page, version_seen
from views.formats import typo
from views.messages.road_openings import period
from views.portal.blueprint import portal
from views.portal.road_openings.detail import detail_page, why_no_dates
from views.portal.road_openings.moves import MOVED_MEANWHILE
from views.portal.road_openings.ownership import HERE, address_of, holding, own_request


class DatesForm(Form):
    """Other dates, and why."""

    starts_on = Day("Début des travaux")
    ends_on = Day("Fin prévue", description="Remise en état comprise")
    reason = LongText("Motif", needed="Dites pourquoi : le service de la voirie le lit.", longest=1000)
    version = HiddenField()

    def demand_days(self) -> bool:
        """Refuses a day that is not there."""
        for name, words in (("starts_on", "Indiquez le début."), ("ends_on", "Indiquez la fin.")):
            if name in self and self[name].data is None and not self[name].errors:
                self.refuse(words, name)
        return not self.errors


def _form_of(road_opening: RoadOpeningRequest) -> DatesForm:
    form = DatesForm(
        data={
            "starts_on": road_opening.starts_on,
            "ends_on": road_opening.ends_on,
            "version": str(road_opening.version),
        }
    )
    for day in (form.starts_on, form.ends_on):
        day.flags.required = True
        day.render_kw = {"min": today().isoformat(), "max": last_plausible(today()).isoformat()}
    if road_opening.status is RequestState.STARTED:
        del form.starts_on
    return form


@portal.route(f"{HERE}/<reference>/dates", methods=["GET", "POST"])
@access.signed_in
@holding
def request_dates(reference: str) -> ResponseReturnValue:
    """Asks for a longer time, or for other days."""
    road_opening = own_request(reference)
    form = _form_of(road_opening)
    if form.is_submitted() and road_opening.starts_on is not None:
        if form.validate() & form.demand_days() and _ask(road_opening, form):
            return _answered(road_opening, "Vos autres dates sont demandées.")
    elif why := why_no_dates(road_opening):
        return done(why, address_of("request_detail", road_opening), tone="info")
    return page("portal/road_openings/dates.html", form=form, road_opening=road_opening, period=period)


def _ask(road_opening: RoadOpeningRequest, form: DatesForm) -> bool:
    starts_on = form.starts_on.data if "starts_on" in form else road_opening.starts_on
    assert starts_on is not None and form.ends_on.data is not None
    with form.refusals():
        try:
            road_openings.ask_dates(
                road_opening,
                starts_on=starts_on,
                ends_on=form.ends_on.data,
                reason=form.reason.data,
                version=version_seen(form.version.data),
                actor=access.current_actor(),
            )
        except Stale:
            form.refuse(typo(MOVED_MEANWHILE))
    return not form.errors


def _answered(road_opening: RoadOpeningRequest, fact: str) -> ResponseReturnValue:
    more = "Jusqu’à la réponse, seules valent les dates accordées." if road_opening.dates_asked_at else ""
    return done(fact, address_of("request_detail", road_opening), more=more)


@portal.post(f"{HERE}/<reference>/dates/retirer")
@access.signed_in
@holding
def drop_request_dates(reference: str) -> ResponseReturnValue:
    """Takes the question back: what was granted holds on."""
    road_opening, form = own_request(reference), Form()
    version = version_seen(request.form.get("version"))
    with form.refusals():
        try:
            road_openings.drop_dates(road_opening, version=version, actor=access.current_actor())
            return _answered(road_opening, "Vos autres dates ne sont plus demandées.")
        except Stale:
            form.refuse(typo(MOVED_MEANWHILE))
    return detail_page(road_opening, form)
