"""Makes the order of a decision, in its transaction, and owes it to the partners."""

from __future__ import annotations

from sqlalchemy import select

from models import mails
from models.kernel.base import db
from models.mails import MailKind
from models.mails.texts.queries import find_wording
from models.road_openings.notices import params_of
from models.road_openings.orders.partners import list_partners
from models.road_openings.orders.tables import OrderKind, PermitOrder
from models.road_openings.steps import RequestMove
from models.road_openings.tables import RoadOpeningRequest

TEXTS = {
    OrderKind.GRANTED: "arrete-accord",
    OrderKind.CORRECTED: "arrete-accord",
    OrderKind.DATES: "arrete-dates",
    OrderKind.ABROGATED: "arrete-abrogation",
}
"""The text of each kind; the signatory's is one for all."""

SIGNATORY = "arrete-signataire"


def issue(move: RequestMove, kind: OrderKind, number: str) -> PermitOrder:
    """Keeps the order of a step as of now, and owes it to each partner; in the step's transaction."""
    request, reason = move.request, move.reason
    order = PermitOrder(
        move=move,
        kind=kind.value,
        number=number,
        facts=facts_of(request, reason),
        wording={"text": _written(TEXTS[kind]), "signatory": _written(SIGNATORY)},
        issued_at=move.at,
    )
    db.session.add(order)
    db.session.flush()
    params = {**params_of(request, reason), "order": order.id, "measure": kind.value, "order_number": number}
    for partner in list_partners():
        mails.notify(MailKind.ORDER_ISSUED, partner.email, params=params, company=request.company)
    return order


def facts_of(request: RoadOpeningRequest, reason: str = "") -> dict[str, object]:
    """What an order says of its request."""
    company, record = request.company, request.concession
    return {
        **params_of(request, reason),
        # An imported one has no company of ours: whom the old record names asked for it.
        "company": company.name if company is not None else record.holder,
        "siret": company.siret if company is not None else record.siret,
        "postcode": request.postcode,
        "work_kind": request.work_kind,
        "surface": list(request.surface),
        "traffic": request.traffic,
    }


def _written(key: str) -> list[str] | None:
    found = find_wording(key)
    return None if found is None else list(found)


def abrogating_number(request: RoadOpeningRequest) -> str:
    """The number of the order that abrogated it, if one did."""
    ended = [order.number for order in request.orders if order.kind == OrderKind.ABROGATED]
    return ended[-1] if ended else ""


def find_order_of(request: RoadOpeningRequest, order_id: int) -> PermitOrder | None:
    """The order of that number, if it is of this request."""
    query = select(PermitOrder).join(RequestMove, RequestMove.id == PermitOrder.move_id)
    return db.session.scalar(query.where(PermitOrder.id == order_id, RequestMove.request_id == request.id))


def find_order(order_id: int) -> PermitOrder | None:
    """The order of that number."""
    return db.session.get(PermitOrder, order_id)
