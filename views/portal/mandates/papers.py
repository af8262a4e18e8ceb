"""The papers of a mandate: its text to be signed, and the copy that both signed."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models import documents as stored
from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import Mandate, SignedMissing
from models.documents import uploads
from views import access
from views.exports import documents
from views.exports.mandates import download_mandate
from views.fields import done
from views.portal.blueprint import portal
from views.portal.mandates.forms import SignedCopy
from views.portal.mandates.ownership import own_mandate
from views.portal.mandates.reading import mandate_page

LARGEST = uploads.LARGEST + 1024 * 1024
"""Bytes of one sending: the largest document, and the form around it."""


@portal.url_value_preprocessor
def room_for_a_copy(endpoint: str | None, _: object) -> None:
    """A copy weighs more than any other form; said before anything reads the form."""
    if endpoint == "portal.sign_mandate":
        request.max_content_length = LARGEST


@portal.get("/mandats/<id>/document")
@access.own_hands
@access.signed_in
def mandate_paper(id: str) -> ResponseReturnValue:
    """The mandate as a paper, drawn from what it says."""
    mandate = own_mandate(id)
    return download_mandate(mandate) if mandate.facts else abort(404)


@portal.get("/mandats/<id>/copie")
@access.own_hands
@access.signed_in
def mandate_copy(id: str) -> ResponseReturnValue:
    """The signed copy, always as a download."""
    return documents.send(documents.find(own_mandate(id).document))


@portal.post("/mandats/<id>/copie")
@access.signed_in
def sign_mandate(id: str) -> ResponseReturnValue:
    """Keeps the signed copy."""
    mandate, form = own_mandate(id), SignedCopy()
    if form.validate_on_submit():
        with form.refusals():
            _keep(mandate, form)
            return done("La copie signée est gardée.", url_for("portal.read_mandate", id=mandate.id))
    return mandate_page(mandate, copy=form)


def _keep(mandate: Mandate, form: SignedCopy) -> None:
    actor, sent = access.current_actor(), form.document.data
    mandates.check_sign(mandate, actor)
    if not sent or not sent.filename:
        raise SignedMissing
    kept = stored.store(sent.filename, sent.read(), actor=actor)
    mandates.sign(mandate, kept, actor=actor)
