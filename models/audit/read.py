"""Reads the trail back: the history of a concession, an account, a company, an attachment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from models.audit.tables import AuditEvent
from models.base import db

LONGEST = 100
"""Moments in one history: a page tells the latest, the trail's own list tells them all."""


def _latest(query: Select[Any], limit: int) -> list[AuditEvent]:
    return list(db.session.scalars(query.order_by(AuditEvent.sequence.desc()).limit(limit)))


def history(*subjects: tuple[str, int], limit: int = LONGEST) -> list[AuditEvent]:
    """The latest events of any of these subjects, `(kind, id)` each, newest first, with their details."""
    wanted = tuple_(AuditEvent.subject_kind, AuditEvent.subject_id).in_(subjects)
    return _latest(select(AuditEvent).where(wanted), limit) if subjects else []


def history_of_company(company_id: int, limit: int = LONGEST) -> list[AuditEvent]:
    """The latest events that concern a company, whatever their subject, newest first."""
    return _latest(select(AuditEvent).where(AuditEvent.company_id == company_id), limit)


def history_of_person(kind: str, person_id: int, limit: int = LONGEST) -> list[AuditEvent]:
    """What somebody did and what was done to them, newest first; kind is `agent` or `account`."""
    did = (AuditEvent.actor_kind == kind) & (AuditEvent.actor_id == person_id)
    undergone = (AuditEvent.subject_kind == kind) & (AuditEvent.subject_id == person_id)
    return _latest(select(AuditEvent).where(or_(did, undergone)), limit)
