"""What the trail tells of some rows: the history that their details show."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, or_, select

from models.audit.tables import AuditEvent
from models.base import db

LONGEST = 200


def list_about(*subjects: tuple[str, Iterable[int]], besides: Iterable[str] = ()) -> list[AuditEvent]:
    """The events of these rows, given as `(kind, ids)`, newest first; `besides` names actions left out."""
    kinds = [(kind, sorted(set(ids))) for kind, ids in subjects]
    clauses = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in kinds if ids
    ]
    if not clauses:
        return []
    query = select(AuditEvent).where(or_(*clauses), AuditEvent.action.not_in(list(besides)))
    return list(db.session.scalars(query.order_by(AuditEvent.sequence.desc()).limit(LONGEST)))
