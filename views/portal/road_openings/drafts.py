"""A request is written: kept as a draft part by part, read again, filed."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import road_openings
from models.attachments import Attachment
from models.documents import uploads
from models.kernel.errors import Stale
from models.road_openings import RoadOpeningRequest
from models.road_openings.tables import MOST_DOCUMENTS
from views import access
from views.fields import done, page
from views.formats import typo
from views.messages.road_openings import period
from views.portal.blueprint import account, portal
from views.portal.mandates.acting import acting_for, choose_company
from views.portal.road_openings.form import TRAFFIC_HINTS, RequestForm
from views.portal.road_openings.obstacles import what_keeps
from views.portal.road_openings.ownership import HERE, address_of, holding, own_request

NEXT_PARTS = {"suite-lieu": "ou-et-quand", "suite-travaux": "les-travaux"}
"""What « Enregistrer et continuer » saves as a draft, and the part of the page that comes next."""

FILE = "deposer"
ACTIONS = ("brouillon", "relire", FILE, *NEXT_PARTS)
LENIENT = ("brouillon", *NEXT_PARTS)
LARGEST = MOST_DOCUMENTS * uploads.LARGEST + 1024 * 1024
"""Bytes of one sending: five documents of the largest size, and the answers."""

OVERTAKEN = (
    "Quelqu’un d’autre a enregistré cette demande pendant que vous écriviez. Comparez, puis envoyez de"
    " nouveau : ce que vous avez écrit remplacera ce qui est enregistré."
)


@portal.url_value_preprocessor
def more_room(endpoint: str | None, _: object) -> None:
    """Five documents weigh more than any other form; said before anything reads the form."""
    if endpoint in ("portal.request_new", "portal.request_edit"):
        request.max_content_length = LARGEST


def _wanted() -> str:
    action = request.form.get("action", "brouillon")
    return action if action in ACTIONS else abort(400)


def form_page(
    form: RequestForm,
    road_opening: RoadOpeningRequest | None,
    *,
    saved: bool = False,
    overtaken: bool = False,
) -> ResponseReturnValue:
    """The form; `saved`: what is refused for filing was kept as a draft, with its files."""
    return page(
        "portal/road_openings/form.html",
        form=form,
        road_opening=road_opening,
        lost=bool(form.errors) and form.documents.is_any and not saved,
        saved=saved,
        overtaken=overtaken,
        traffic_hints=TRAFFIC_HINTS,
    )


def form_of(road_opening: RoadOpeningRequest, *, sent: bool = True) -> RequestForm:
    """The form as a request fills it; `sent` as in `RequestForm.of`."""
    return RequestForm.of(road_opening, _usable(), sent=sent)


def _usable() -> list[Attachment]:
    """The concessions of the company for which the page acts."""
    return road_openings.usable_attachments(account(), acting_for())


def filed(road_opening: RoadOpeningRequest) -> ResponseReturnValue:
    """Says the number, and leads to the request."""
    return done(
        f"La demande {road_opening.reference} est déposée.",
        address_of("request_detail", road_opening),
        more="Gardez ce numéro. Un courriel vous le confirme. Sans réponse, ne commencez pas les travaux.",
        href=address_of("request_receipt", road_opening),
        label="Voir l’accusé de réception",
    )


def _after(road_opening: RoadOpeningRequest, action: str) -> ResponseReturnValue:
    if action == FILE:
        return filed(road_opening)
    if action == "relire":
        return done("", address_of("request_review", road_opening))
    fact = f"La demande {road_opening.reference} est enregistrée."
    if action in NEXT_PARTS:
        return done(fact, address_of("request_edit", road_opening, NEXT_PARTS[action]))
    return done(
        fact,
        address_of("request_detail", road_opening),
        more="Elle n’est pas encore déposée : relisez-la, puis déposez-la.",
    )


@portal.route(f"{HERE}/nouvelle", methods=["GET", "POST"])
@access.signed_in
@holding
def request_new() -> ResponseReturnValue:
    """A new request: kept as a draft, read again, or filed."""
    chosen = request.args.get("concession", "")
    choose_company(account(), request.form.get("concession") or chosen)
    form = RequestForm()
    form.offer(_usable(), chosen)
    return _begin(form) if form.is_submitted() else form_page(form, None)


def _begin(form: RequestForm) -> ResponseReturnValue:
    action, right = _wanted(), form.validate()
    whole = action in LENIENT or (form.demand_all() and right)
    begun: RoadOpeningRequest | None = None
    # Files cannot be given back to the browser: a refusal to file keeps them, with the draft.
    if right and (whole or form.documents.is_any):
        with form.refusals(document="documents"):
            sending = form.sending(is_filing=whole and action == FILE)
            begun = road_openings.begin(
                account(), sending, submission=form.submission.data, actor=access.current_actor()
            )
            if whole:
                return _after(begun, action)
            form.saw(begun)
    return form_page(form, begun, saved=begun is not None)


@portal.route(f"{HERE}/<reference>/modifier", methods=["GET", "POST"])
@access.signed_in
@holding
def request_edit(reference: str) -> ResponseReturnValue:
    """Goes on with a draft, or completes what was sent back."""
    road_opening = own_request(reference)
    if not road_opening.is_editable:
        return done("", address_of("request_detail", road_opening))
    form = form_of(road_opening)
    return _save(road_opening, form) if form.is_submitted() else form_page(form, road_opening)


def _save(road_opening: RoadOpeningRequest, form: RequestForm) -> ResponseReturnValue:
    action, right, saved, overtaken = _wanted(), form.validate(), False, False
    # What was filed once stays whole; a draft may lack anything.
    is_draft = road_opening.filed_at is None
    whole = (action in LENIENT and is_draft) or (form.demand_all() and right)
    if right and (whole or (is_draft and form.documents.is_any)):
        with form.refusals(document="documents"):
            sending = form.sending(already=len(road_opening.attached), is_filing=whole and action == FILE)
            try:
                road_openings.save(road_opening, sending, version=form.seen, actor=access.current_actor())
                if whole:
                    return _after(road_opening, action)
                saved = True
            except Stale:
                overtaken = True
                form.refuse(typo(OVERTAKEN))
            form.saw(road_opening)
    return form_page(form, road_opening, saved=saved, overtaken=overtaken)


@portal.get(f"{HERE}/<reference>/relire")
@access.signed_in
@holding
def request_review(reference: str) -> ResponseReturnValue:
    """The summary before filing, with what would keep it from being filed today."""
    road_opening = own_request(reference)
    if not road_opening.is_editable:
        return done("", address_of("request_detail", road_opening))
    lacking = what_keeps(road_opening.works)
    return page("portal/road_openings/review.html", road_opening=road_opening, period=period, lacking=lacking)
