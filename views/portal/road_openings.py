"""A company asks to open the road and follows its requests; open while a concession is attached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models import attachments, documents, road_openings
from models.attachments import Attachment
from models.base import DomainError, transaction
from models.road_openings import RequestMove, RequestState, RoadOpeningRequest
from views import access, downloads
from views.fields import Form, done, page, page_number, printable, row_id
from views.messages import TAGS, refusal, tag_of
from views.messages.requests import move_words, mover_words, period, request_tag
from views.portal.blueprint import account, portal
from views.portal.works_form import TRAFFIC_HINTS, RequestForm

HERE = "/demarches/voirie/autorisations"
PER_PAGE = 20
ACTIONS = ("brouillon", "relire", "deposer")
LARGEST = road_openings.MOST_DOCUMENTS * documents.LARGEST + 1024 * 1024
"""Bytes of one sending: five documents of the largest size, and the answers."""


def holding(view: Callable[..., Any]) -> Callable[..., Any]:
    """The procedures exist for who holds a voirie concession in effect; to all others they are nothing."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if not attachments.holds_any(account()):
            abort(404)
        return view(**values)

    return guarded


@portal.url_value_preprocessor
def more_room(endpoint: str | None, _: Any) -> None:
    """Five documents weigh more than any other form; said before anything reads the form."""
    if endpoint in ("portal.request_new", "portal.request_edit"):
        request.max_content_length = LARGEST


def own(reference: str) -> RoadOpeningRequest:
    """The request of that reference, if the person sees it; else it does not exist."""
    return road_openings.find_for_account(account(), printable(reference)[:60]) or abort(404)


def to(endpoint: str, asked: RoadOpeningRequest) -> str:
    """An address of a request."""
    return url_for(f"portal.{endpoint}", reference=asked.reference)


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
    found = road_openings.list_for_account(
        account(), query=query, state=RequestState(state) if state else None
    )
    pages = max(1, -(-len(found) // PER_PAGE))
    if number > pages:
        abort(404)
    return page(
        "portal/road_openings/list.html",
        rows=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(found),
        query=query,
        state=state,
        states=[(value, tag.words) for value, tag in TAGS["RequestState"].items()],
        number=number,
        pages=pages,
        tag=request_tag,
        period=period,
    )


# -- writing one


def _wanted() -> str:
    action = request.form.get("action", "brouillon")
    return action if action in ACTIONS else abort(400)


def _answered(form: RequestForm, lenient: bool) -> bool:
    # Both are asked, so that one sending tells all that is wrong.
    right = form.validate()
    return right if lenient else form.demand_all() and right


def _chosen(form: RequestForm, held: list[Attachment]) -> Attachment:
    return next(one for one in held if str(one.id) == form.concession.data)


def _form_page(form: RequestForm, asked: RoadOpeningRequest | None) -> tuple[str, int]:
    return page(
        "portal/road_openings/form.html",
        form=form,
        asked=asked,
        lost=bool(form.errors) and any(getattr(one, "filename", "") for one in form.documents.data or []),
        traffic_hints=TRAFFIC_HINTS,
    )


def _after(asked: RoadOpeningRequest, action: str) -> ResponseReturnValue:
    if action == "relire":
        return done("", to("request_review", asked))
    if action == "deposer":
        return _filed(asked)
    return done(
        f"La demande {asked.reference} est enregistrée.",
        to("request_detail", asked),
        more="Elle n’est pas encore déposée : relisez-la, puis déposez-la.",
    )


def _filed(asked: RoadOpeningRequest) -> ResponseReturnValue:
    return done(
        f"La demande {asked.reference} est déposée.",
        to("request_detail", asked),
        more="Gardez ce numéro. Un courriel vous le confirme. Sans réponse, ne commencez pas les travaux.",
    )


@portal.route(f"{HERE}/nouvelle", methods=["GET", "POST"])
@access.signed_in
@holding
def request_new() -> ResponseReturnValue:
    """A new request: kept as a draft, read again, or filed."""
    held, form, actor = road_openings.usable_attachments(account()), RequestForm(), access.current_actor()
    form.offer(held, request.args.get("concession", ""))
    if form.is_submitted():
        action = _wanted()
        if _answered(form, action == "brouillon"):
            with form.refusals(document="documents"):
                works, chosen = form.works, _chosen(form, held)
                kept = form.keep_documents(0, actor)
                with transaction():
                    asked = road_openings.draft(
                        account(),
                        chosen,
                        works,
                        documents=kept,
                        submission=form.submission.data,
                        actor=actor,
                    )
                    if action == "deposer":
                        road_openings.file(asked, actor=actor)
                return _after(asked, action)
    return _form_page(form, None)


def _form_of(asked: RoadOpeningRequest) -> tuple[RequestForm, list[Attachment]]:
    held = road_openings.usable_attachments(account())
    now_for = next((one for one in held if one.concession_id == asked.concession_id), None)
    form = RequestForm.of(asked, now_for)
    form.offer(held)
    return form, held


@portal.route(f"{HERE}/<reference>/modifier", methods=["GET", "POST"])
@access.signed_in
@holding
def request_edit(reference: str) -> ResponseReturnValue:
    """Goes on with a draft, or completes what was sent back."""
    asked, actor = own(reference), access.current_actor()
    if not asked.is_editable:
        return done("", to("request_detail", asked))
    form, held = _form_of(asked)
    if form.is_submitted():
        action = _wanted()
        lenient = action == "brouillon" and asked.filed_at is None
        if _answered(form, lenient):
            with form.refusals(document="documents"):
                works, chosen = form.works, _chosen(form, held)
                kept = form.keep_documents(len(asked.attached), actor)
                with transaction():
                    road_openings.change(asked, works, attachment=chosen, documents=kept, actor=actor)
                    if action == "deposer":
                        road_openings.file(asked, actor=actor)
                return _after(asked, action)
    return _form_page(form, asked)


@portal.get(f"{HERE}/<reference>/relire")
@access.signed_in
@holding
def request_review(reference: str) -> ResponseReturnValue:
    """The summary before filing."""
    asked = own(reference)
    if not asked.is_editable:
        return done("", to("request_detail", asked))
    return page("portal/road_openings/review.html", asked=asked, period=period)


# -- following one


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
        road_openings.move(asked, RequestState(wanted), actor=actor)
    except DomainError as error:
        if wanted == RequestState.FILED and asked.is_editable:
            whole, _ = _form_of(asked)
            whole.demand_all()
            return _form_page(whole, asked)
        form.refuse(refusal(error))
        return _detail(asked, form)
    if wanted == RequestState.FILED:
        return _filed(asked)
    words = tag_of(asked.status).words.lower()
    return done(f"La demande {asked.reference} : {words}.", to("request_detail", asked))


@portal.get(f"{HERE}/<reference>/documents/<id>")
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
    return done(f"La pièce « {kept.name} » est retirée.", to("request_edit", asked))
