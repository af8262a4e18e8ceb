"""A request is followed: found in the list, read with its history, moved as far as its company may."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import road_openings
from models.kernel.errors import DomainError, Stale
from models.road_openings import RequestMove, RequestState, RoadOpeningRequest
from views import access, downloads
from views.fields import Form, done, page, page_number, printable, row_id, version_seen
from views.formats import typo
from views.messages import TAGS, refusal, tag_of
from views.messages.requests import move_words, mover_words, period, request_tag
from views.portal.blueprint import account, portal
from views.portal.road_openings.own import HERE, holding, own, to
from views.portal.road_openings.writing import filed, form_of, form_page

PER_PAGE = 20
MOVED_MEANWHILE = "Cette demande vient de changer : relisez-la avant de décider. Rien n’a été fait."


@portal.get(HERE)
@access.signed_in
@holding
def requests() -> ResponseReturnValue:
    """The requests that the person sees, imported ones beside the new."""
    query = printable(request.args.get("q", ""))[:200].strip()
    state = request.args.get("etat", "")
    if state and state not in TAGS["RequestState"]:
        abort(404)
    number = page_number(request.args.get("page"))
    wanted: dict[str, Any] = {"query": query, "state": RequestState(state) if state else None}
    total = road_openings.count_for_account(account(), **wanted)
    pages = max(1, -(-total // PER_PAGE))
    if number > pages:
        abort(404)
    return page(
        "portal/road_openings/list.html",
        rows=road_openings.list_for_account(
            account(), **wanted, limit=PER_PAGE, skip=(number - 1) * PER_PAGE
        ),
        total=total,
        query=query,
        state=state,
        states=[(value, tag.words) for value, tag in TAGS["RequestState"].items()],
        number=number,
        pages=pages,
        tag=request_tag,
        period=period,
    )


def _moment(move: RequestMove) -> dict[str, Any]:
    tag = tag_of(RequestState(move.after))
    return {
        "tone": tag.tone,
        "icon": tag.icon,
        "what": move_words(move),
        "who": mover_words(move),
        "when": move.at,
        "why": move.reason,
    }


def _detail(asked: RoadOpeningRequest, form: Form) -> tuple[str, int]:
    return page(
        "portal/road_openings/detail.html",
        form=form,
        asked=asked,
        tag=request_tag(asked),
        period=period,
        next_states=[state.value for state in road_openings.next_states(asked.state, access.current_actor())],
        moments=[_moment(move) for move in reversed(asked.moves)],
    )


@portal.get(f"{HERE}/<reference>")
@access.signed_in
@holding
def request_detail(reference: str) -> ResponseReturnValue:
    """A request with its history and its documents."""
    return _detail(own(reference), Form())


@portal.get(f"{HERE}/<reference>/accuse")
@access.signed_in
@holding
def request_receipt(reference: str) -> ResponseReturnValue:
    """The receipt, to keep or to print: the number, the moment, what was asked and what comes next."""
    asked = own(reference)
    if asked.filed_at is None or asked.is_imported:
        abort(404)
    return page("portal/road_openings/receipt.html", asked=asked, period=period)


@portal.post(f"{HERE}/<reference>/etat")
@access.signed_in
@holding
def request_state(reference: str) -> ResponseReturnValue:
    """Moves a request as far as its company may."""
    asked, form, actor = own(reference), Form(), access.current_actor()
    wanted = request.form.get("state", "")
    try:
        if wanted not in TAGS["RequestState"]:
            raise road_openings.MoveRefused(state=asked.state, wanted=wanted)
        road_openings.move(
            asked, RequestState(wanted), version=version_seen(request.form.get("version")), actor=actor
        )
    except DomainError as error:
        if wanted == RequestState.FILED and asked.is_editable and not isinstance(error, Stale):
            whole, _ = form_of(asked, sent=False)  # what was sent is a button, and no answer
            whole.demand_all()
            return form_page(whole, asked)
        form.refuse(typo(MOVED_MEANWHILE) if isinstance(error, Stale) else refusal(error))
        return _detail(asked, form)
    if wanted == RequestState.FILED:
        return filed(asked)
    words = tag_of(asked.status).words.lower()
    return done(f"La demande {asked.reference} : {words}.", to("request_detail", asked))


@portal.get(f"{HERE}/<reference>/documents/<id>")
@access.own_hands
@access.signed_in
@holding
def request_document(reference: str, id: str) -> ResponseReturnValue:
    """A document, always as a download: whatever lies in it, no browser shows it as ours."""
    wanted = row_id(id)
    kept = next((one for one in own(reference).documents if one.id == wanted), None)
    return downloads.send(downloads.find(kept))


@portal.post(f"{HERE}/<reference>/documents/<id>/retirer")
@access.signed_in
@holding
def remove_request_document(reference: str, id: str) -> ResponseReturnValue:
    """Takes a document off a request that may still be changed."""
    asked, wanted = own(reference), row_id(id)
    kept = next((one for one in asked.documents if one.id == wanted), None)
    if kept is None or not asked.is_editable:
        abort(404)
    road_openings.remove_document(asked, kept, actor=access.current_actor())
    return done(f"La pièce « {kept.name} » est retirée.", to("request_edit", asked, "pieces"))
