"""A request is written: kept as a draft part by part, read again, filed."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import documents, road_openings
from models.attachments import Attachment
from models.kernel.errors import Stale
from models.kernel.transactions import transaction
from models.road_openings import RoadOpeningRequest
from views import access
from views.fields import done, page
from views.formats import typo
from views.messages.requests import period
from views.portal.blueprint import account, portal
from views.portal.road_openings.form import TRAFFIC_HINTS, RequestForm, what_keeps
from views.portal.road_openings.own import HERE, holding, own, to

NEXT_PARTS = {"suite-lieu": "ou-et-quand", "suite-travaux": "les-travaux"}
"""What « Enregistrer et continuer » saves as a draft, and the part of the page that comes next."""

ACTIONS = ("brouillon", "relire", "deposer", *NEXT_PARTS)
LENIENT = ("brouillon", *NEXT_PARTS)
LARGEST = road_openings.MOST_DOCUMENTS * documents.LARGEST + 1024 * 1024
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


def _chosen(form: RequestForm, held: list[Attachment]) -> Attachment:
    return next(one for one in held if str(one.id) == form.concession.data)


def form_page(
    form: RequestForm, asked: RoadOpeningRequest | None, *, saved: bool = False, overtaken: bool = False
) -> tuple[str, int]:
    """The form; `saved`: what is refused for filing was kept as a draft, with its files."""
    return page(
        "portal/road_openings/form.html",
        form=form,
        asked=asked,
        lost=bool(form.errors) and form.documents.is_any and not saved,
        saved=saved,
        overtaken=overtaken,
        traffic_hints=TRAFFIC_HINTS,
    )


def _after(asked: RoadOpeningRequest, action: str) -> ResponseReturnValue:
    if action == "deposer":
        return filed(asked)
    if action == "relire":
        return done("", to("request_review", asked))
    fact = f"La demande {asked.reference} est enregistrée."
    if action in NEXT_PARTS:
        return done(fact, to("request_edit", asked, NEXT_PARTS[action]))
    return done(
        fact,
        to("request_detail", asked),
        more="Elle n’est pas encore déposée : relisez-la, puis déposez-la.",
    )


def filed(asked: RoadOpeningRequest) -> ResponseReturnValue:
    """Says the number, and leads to the request."""
    return done(
        f"La demande {asked.reference} est déposée.",
        to("request_detail", asked),
        more="Gardez ce numéro. Un courriel vous le confirme. Sans réponse, ne commencez pas les travaux.",
        href=to("request_receipt", asked),
        label="Voir l’accusé de réception",
    )


@portal.route(f"{HERE}/nouvelle", methods=["GET", "POST"])
@access.signed_in
@holding
def request_new() -> ResponseReturnValue:
    """A new request: kept as a draft, read again, or filed."""
    held, form, actor = road_openings.usable_attachments(account()), RequestForm(), access.current_actor()
    form.offer(held, request.args.get("concession", ""))
    asked: RoadOpeningRequest | None = None
    if form.is_submitted():
        action = _wanted()
        right = form.validate()
        whole = action in LENIENT or (form.demand_all() and right)
        # Files cannot be given back to the browser: a refusal to file keeps them, with the draft.
        if right and (whole or form.documents.is_any):
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
                    if whole and action == "deposer":
                        road_openings.file(asked, actor=actor)
                if whole:
                    return _after(asked, action)
                form.saw(asked)
    return form_page(form, asked, saved=asked is not None)


def form_of(asked: RoadOpeningRequest, *, sent: bool = True) -> tuple[RequestForm, list[Attachment]]:
    """The form as a request fills it, and the concessions to choose among; `sent` as in `RequestForm.of`."""
    held = road_openings.usable_attachments(account())
    now_for = next((one for one in held if one.concession_id == asked.concession_id), None)
    form = RequestForm.of(asked, now_for, sent=sent)
    form.offer(held)
    return form, held


@portal.route(f"{HERE}/<reference>/modifier", methods=["GET", "POST"])
@access.signed_in
@holding
def request_edit(reference: str) -> ResponseReturnValue:
    """Goes on with a draft, or completes what was sent back."""
    asked, actor, saved, overtaken = own(reference), access.current_actor(), False, False
    if not asked.is_editable:
        return done("", to("request_detail", asked))
    form, held = form_of(asked)
    if form.is_submitted():
        action = _wanted()
        right = form.validate()
        # What was filed once stays whole; a draft may lack anything.
        draft = asked.filed_at is None
        whole = (action in LENIENT and draft) or (form.demand_all() and right)
        if right and (whole or (draft and form.documents.is_any)):
            with form.refusals(document="documents"):
                works, chosen = form.works, _chosen(form, held)
                kept = form.keep_documents(len(asked.attached), actor)
                try:
                    with transaction():
                        road_openings.change(
                            asked, works, attachment=chosen, documents=kept, version=form.seen, actor=actor
                        )
                        if whole and action == "deposer":
                            road_openings.file(asked, actor=actor)
                    if whole:
                        return _after(asked, action)
                    saved = True
                except Stale:
                    overtaken = True
                    form.refuse(typo(OVERTAKEN))
                form.saw(asked)
    return form_page(form, asked, saved=saved, overtaken=overtaken)


@portal.get(f"{HERE}/<reference>/relire")
@access.signed_in
@holding
def request_review(reference: str) -> ResponseReturnValue:
    """The summary before filing, with what would keep it from being filed today."""
    asked = own(reference)
    if not asked.is_editable:
        return done("", to("request_detail", asked))
    return page(
        "portal/road_openings/review.html", asked=asked, period=period, lacking=what_keeps(asked.works)
    )
