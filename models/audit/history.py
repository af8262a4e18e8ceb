"""What the trail tells of some rows or of a person: the history that their pages show."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Select, and_, or_, select

from models.audit.tables import AuditEvent
from models.base import db

LONGEST = 200
"""Moments in one history: a page tells the latest, the trail's own list tells them all."""


def list_about(
    *subjects: tuple[str, Iterable[int]], besides: Iterable[str] = (), limit: int = LONGEST
) -> list[AuditEvent]:
    """The events of these rows, given as `(kind, ids)`, newest first; `besides` names actions left out."""
    kinds = [(kind, sorted(set(ids))) for kind, ids in subjects]
    clauses = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in kinds if ids
    ]
    if not clauses:
        return []
    query = select(AuditEvent).where(or_(*clauses), AuditEvent.action.not_in(list(besides)))
    return _latest(query, limit)


def history_of_person(kind: str, person_id: int, limit: int = LONGEST) -> list[AuditEvent]:
    """What somebody did and what was done to them, newest first; kind is `agent` or `account`."""
    did = and_(AuditEvent.actor_kind == kind, AuditEvent.actor_id == person_id)
    undergone = and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id == person_id)
    return _latest(select(AuditEvent).where(or_(did, undergone)), limit)


def last_to_change(kind: str, row_id: int, names: Iterable[str]) -> dict[str, AuditEvent]:
    """By fact, the event that last changed it, among the latest of that row; erased details tell nothing."""
    wanted, found = set(names), dict[str, AuditEvent]()
    for event in list_about((kind, [row_id])):
        changed = json.loads(event.detail.after) if event.detail.before and event.detail.after else {}
        for name in wanted & set(changed) - set(found):
            found[name] = event
    return found


def _latest(query: Select[AuditEvent], limit: int) -> list[AuditEvent]:
    return list(db.session.scalars(query.order_by(AuditEvent.sequence.desc()).limit(limit)))
