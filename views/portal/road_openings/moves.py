"""A request is moved as far as its company may: filed, withdrawn, its works begun and ended."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from models import road_openings
from models.kernel.errors import DomainError, Stale
from models.road_openings import RequestState, RoadOpeningRequest
from views import access
from views.fields import Form, done, version_seen
from views.formats import typo
from views.messages import TAGS, refusal, tag_of
from views.portal.blueprint import portal
from views.portal.road_openings.detail import detail_page
from views.portal.road_openings.drafts import filed, form_of, form_page
from views.portal.road_openings.ownership import HERE, address_of, holding, own_request

MOVED_MEANWHILE = "Cette demande vient de changer : relisez-la avant de décider. Rien n’a été fait."


@portal.post(f"{HERE}/<reference>/etat")
@access.signed_in
@holding
def request_state(reference: str) -> ResponseReturnValue:
    """Moves a request as far as its company may."""
    road_opening, wanted = own_request(reference), request.form.get("state", "")
    try:
        _move(road_opening, wanted)
    except DomainError as error:
        return _refused(road_opening, wanted, error)
    if wanted == RequestState.FILED:
        return filed(road_opening)
    words = tag_of(road_opening.status).words.lower()
    return done(f"La demande {road_opening.reference} : {words}.", address_of("request_detail", road_opening))


def _move(road_opening: RoadOpeningRequest, wanted: str) -> None:
    if wanted not in TAGS["RequestState"]:
        raise road_openings.MoveRefused(state=road_opening.state, wanted=wanted)
    version = version_seen(request.form.get("version"))
    road_openings.move(road_opening, RequestState(wanted), version=version, actor=access.current_actor())


def _refused(road_opening: RoadOpeningRequest, wanted: str, error: DomainError) -> ResponseReturnValue:
    """Back to the request; to its form, where what it lacks keeps it from being filed."""
    if wanted == RequestState.FILED and road_opening.is_editable and not isinstance(error, Stale):
        whole = form_of(road_opening, sent=False)  # what was sent is a button, and no answer
        whole.demand_all()
        return form_page(whole, road_opening)
    form = Form()
    form.refuse(typo(MOVED_MEANWHILE) if isinstance(error, Stale) else refusal(error))
    return detail_page(road_opening, form)
