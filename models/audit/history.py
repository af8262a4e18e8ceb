"""What the trail tells of some rows or of a person: the history that their pages show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from models.audit.tables import AuditEvent
from models.kernel.base import db

Ids = Iterable[int] | Select[Any]
"""Numbers of rows, or a query of them."""

LONGEST = 200
"""Moments in one history: a page tells the latest, the trail's own list tells them all."""


AMONG = 2_000
"""Events that are looked through for what was done lately: whatever the length of the trail, no more."""


def list_about(
    *subjects: tuple[str, Ids],
    exclude: Iterable[str] = (),
    before: int | None = None,
    limit: int = LONGEST,
) -> list[AuditEvent]:
    """The events of these rows, given as `(kind, ids)`, newest first; `exclude` names actions left out.

    The ids may be a query of them, which is read in the same statement.
    `before`: only what is older than that sequence, for a history told page by page.
    """
    clauses = [_meant(clause, exclude, before) for clause in _clauses(subjects)]
    if len(clauses) < 2:
        return [event for clause in clauses for event in _latest(select(AuditEvent).where(clause), limit)]
    # Of each subject its latest: one range of the index, however much ever befell it.
    numbers = [_newest(select(AuditEvent.sequence).where(clause), limit) for clause in clauses]
    every = union_all(*(select(part.subquery().c.sequence) for part in numbers))
    return _latest(select(AuditEvent).where(AuditEvent.sequence.in_(every)), limit)


def time_of(sequence: int) -> datetime | None:
    """When the event of that number happened; None where there is none."""
    return db.session.scalar(select(AuditEvent.at).where(AuditEvent.sequence == sequence))


def _clauses(subjects: Iterable[tuple[str, Ids]]) -> Iterator[ColumnElement[bool]]:
    for kind, ids in subjects:
        if isinstance(ids, Select):
            yield about(kind, ids)
        elif numbers := sorted(set(ids)):
            yield about(kind, *numbers)


def _meant(clause: ColumnElement[bool], exclude: Iterable[str], before: int | None) -> ColumnElement[bool]:
    older = [] if before is None else [AuditEvent.sequence < before]
    return and_(clause, AuditEvent.action.not_in(list(exclude)), *older)


def about(kind: str, *ids: object) -> ColumnElement[bool]:
    """The clause of the events about these rows of a kind, or about those of one query."""
    if ids and isinstance(ids[0], Select):
        return and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids[0]))
    subject = AuditEvent.subject_id == ids[0] if len(ids) == 1 else AuditEvent.subject_id.in_(ids)
    return and_(AuditEvent.subject_kind == kind, subject)


def action_is(*actions: str) -> ColumnElement[bool]:
    """The clause of the events of these actions."""
    return AuditEvent.action.in_(actions)


def by(kind: str, person_id: int) -> ColumnElement[bool]:
    """The clause of what somebody did; kind is `agent` or `account`."""
    return and_(AuditEvent.actor_kind == kind, AuditEvent.actor_id == person_id)


def history_of_person(kind: str, person_id: int, limit: int = LONGEST) -> list[AuditEvent]:
    """What somebody did and what was done to them, newest first; kind is `agent` or `account`."""
    return _latest(select(AuditEvent).where(or_(by(kind, person_id), about(kind, person_id))), limit)


def list_lately(actions: Iterable[str], *, among: int = AMONG, limit: int) -> list[AuditEvent]:
    """The latest events of these actions, newest first; no further back than so many events of any kind."""
    head = select(func.max(AuditEvent.sequence)).scalar_subquery()
    query = select(AuditEvent).where(AuditEvent.sequence > head - among)
    return _latest(query.where(AuditEvent.action.in_(list(actions))), limit)


def last_to_change(kind: str, row_id: int, names: Iterable[str]) -> dict[str, AuditEvent]:
    """By fact, the event that last changed it, among the latest of that row; erased details tell nothing."""
    wanted, found = set(names), dict[str, AuditEvent]()
    for event in list_about((kind, [row_id])):
        changed = json.loads(event.detail.after) if event.detail.before and event.detail.after else {}
        for name in wanted & set(changed) - set(found):
            found[name] = event
    return found


def _newest(query: Select[Any], limit: int) -> Select[Any]:
    return query.order_by(AuditEvent.sequence.desc()).limit(limit)


def _latest(query: Select[AuditEvent], limit: int) -> list[AuditEvent]:
    return list(db.session.scalars(_newest(query, limit)))
