"""Requests that never left their company go, ninety days after anybody last touched them."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.idempotency import Submission
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.road_openings.states import UNFILED
from models.road_openings.steps import RequestMove
from models.road_openings.tables import UNFILED_FOR, RequestDocument, RoadOpeningRequest
from models.values.days import today


def forget(*, actor: Actor) -> int:
    """Removes the requests that nobody filed nor touched for ninety days; returns how many.

    Their documents, which nothing refers to any more, go with the others of that kind.
    """
    query = select(RoadOpeningRequest.id).where(
        RoadOpeningRequest.state.in_(UNFILED),
        RoadOpeningRequest.filed_at.is_(None),
        RoadOpeningRequest.imported_at.is_(None),
        RoadOpeningRequest.moved_at < now() - UNFILED_FOR,
    )
    old = list(db.session.scalars(query.order_by(RoadOpeningRequest.id)))
    return sum(_forget(request_id, actor) for request_id in old)


def _forget(request_id: int, actor: Actor) -> bool:
    with transaction() as session:
        request = session.get(RoadOpeningRequest, request_id)
        if request is None:
            return False  # another worker was here
        lock_row(request)
        if request.kept_until is None or request.kept_until > now() or _is_last_number(request):
            return False
        audit.record(
            AuditAction.REQUEST_LAPSED,
            ("request", request.id, request.label),
            company=request.company,
            actor=actor,
        )
        for table in (RequestMove, RequestDocument):
            session.execute(delete(table).where(table.request_id == request_id))
        made = Submission.kind == RoadOpeningRequest.__tablename__
        session.execute(delete(Submission).where(made, Submission.subject_id == request_id))
        session.execute(delete(RoadOpeningRequest).where(RoadOpeningRequest.id == request_id))
        session.expunge(request)
        return True


def _is_last_number(request: RoadOpeningRequest) -> bool:
    # The next request of the year would bear its number again: it waits until there is another one.
    largest = select(func.max(RoadOpeningRequest.number)).where(RoadOpeningRequest.year == request.year)
    return request.year == today().year and request.number == db.session.scalar(largest)
