"""A wrong number of an order is put right; what it was stays in the history."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.road_openings.moves import OrderNumberMissing, remember
from models.road_openings.notices import notify_readers
from models.road_openings.orders.issuing import issue
from models.road_openings.orders.tables import OrderKind
from models.road_openings.states import ORDERED
from models.road_openings.steps import StepKind
from models.road_openings.tables import RoadOpeningRequest


class NoOrder(DomainError):
    """There is no order whose number could be wrong."""


class SameOrderNumber(DomainError):
    """The order bears that number already."""

    field = "order_number"


def check_correct_order(request: RoadOpeningRequest, actor: Actor) -> None:
    """Raises why this actor has no number to correct."""
    if not actor.may(Permission.MOVE_REQUESTS):
        raise NotAllowed
    if not request.order_number:
        raise NoOrder


def correct_order(
    request: RoadOpeningRequest, *, order_number: str, reason: str, version: int | None = None, actor: Actor
) -> None:
    """Gives the order its right number, with the reason, and tells the company both.

    Raises `Stale`, `NotAllowed`, `NoOrder`, `OrderNumberMissing`, `SameOrderNumber`, `ReasonMissing`.
    """
    right, why = order_number.strip(), reason.strip()
    with transaction():
        lock_row(request)
        check_correct_order(request, actor)
        optimistic_lock.expect(request, version)
        if not right:
            raise OrderNumberMissing
        if right == request.order_number:
            raise SameOrderNumber
        if not why:
            raise ReasonMissing
        wrong, request.order_number = request.order_number, right
        optimistic_lock.advance(request)
        request.refresh_search()
        step = remember(
            request, request.status, actor, why, now(), kind=StepKind.ORDER_CORRECTED, order_number=wrong
        )
        audit.record(
            AuditAction.ORDER_CORRECTED,
            request,
            actor=actor,
            before={"order_number": wrong},
            after={"order_number": right},
            reason=why,
        )
        if request.status in ORDERED:  # of what holds no more, partners are told no permission
            issue(step, OrderKind.CORRECTED, right)
        notify_readers(request, why, MailKind.ORDER_CORRECTED, wrong_number=wrong)
