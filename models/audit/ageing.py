"""Which details of the trail are old enough to go; the events themselves stay for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from models.audit.actions import AuditAction
from models.audit.tables import AuditDetail, AuditEvent
from models.kernel.base import db

LIMIT = 2_000
"""Details of one erasure: half a second, during which nobody else writes to the trail."""


def _readable_before(moment: datetime) -> Select[int]:
    # An erasure's own detail names the events it emptied: it is the proof, and stays.
    return (
        select(AuditEvent.sequence)
        .join(AuditDetail, AuditDetail.sequence == AuditEvent.sequence)
        .where(AuditEvent.at < moment, AuditDetail.erased_by.is_(None))
        .where(AuditEvent.action != AuditAction.TRAIL_ERASED)
        .order_by(AuditEvent.at, AuditEvent.sequence)
        .limit(LIMIT)
    )


def list_aged(moment: datetime, *, exclude: Iterable[str]) -> list[int]:
    """The events before that moment whose details can still be read, but for these kinds of subjects."""
    query = _readable_before(moment).where(AuditEvent.subject_kind.not_in(list(exclude)))
    return list(db.session.scalars(query))


def list_aged_of(kind: str, ids: Select[int], moment: datetime) -> list[int]:
    """The same for the events of these rows alone, told as a query of their numbers."""
    query = _readable_before(moment).where(AuditEvent.subject_kind == kind)
    return list(db.session.scalars(query.where(AuditEvent.subject_id.in_(ids))))
