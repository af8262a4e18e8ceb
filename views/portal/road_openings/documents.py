"""The documents of a request and its orders: given out; documents are taken off while it may be changed."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from models import road_openings
from models.documents import Document
from models.road_openings import RoadOpeningRequest
from models.road_openings.orders.issuing import find_order_of
from views import access
from views.exports import documents
from views.exports.orders import download_order
from views.fields import done, row_id
from views.portal.blueprint import portal
from views.portal.road_openings.ownership import HERE, address_of, holding, own_request


def _document(road_opening: RoadOpeningRequest, id: str) -> Document | None:
    wanted = row_id(id)
    return next((document for document in road_opening.documents if document.id == wanted), None)


@portal.get(f"{HERE}/<reference>/documents/<id>")
@access.own_hands
@access.signed_in
@holding
def request_document(reference: str, id: str) -> ResponseReturnValue:
    """A document, always as a download: whatever lies in it, no browser shows it as ours."""
    return documents.send(documents.find(_document(own_request(reference), id)))


@portal.get(f"{HERE}/<reference>/arretes/<id>")
@access.own_hands
@access.signed_in
@holding
def request_order(reference: str, id: str) -> ResponseReturnValue:
    """An order, as it was made."""
    found = find_order_of(own_request(reference), row_id(id))
    return download_order(found) if found is not None else abort(404)


@portal.post(f"{HERE}/<reference>/documents/<id>/retirer")
@access.signed_in
@holding
def remove_request_document(reference: str, id: str) -> ResponseReturnValue:
    """Takes a document off a request that may still be changed."""
    road_opening = own_request(reference)
    document = _document(road_opening, id)
    if document is None or not road_opening.is_editable:
        abort(404)
    road_openings.remove_document(road_opening, document, actor=access.current_actor())
    to = address_of("request_edit", road_opening, "pieces")
    return done(f"La pièce « {document.name} » est retirée.", to)
