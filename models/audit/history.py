"""What the trail tells of some rows or of a person: the history that their pages show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, union_all

from models.audit.tables import AuditEvent
from models.kernel import base
from models.kernel.base import db
from models.kernel.types import BigId
from models.lists.rows import Reading

Hanging = tuple[str, Callable[[ColumnElement[int]], Select[int]]]
"""Rows of a kind that hang on another: what makes the query of their numbers, of the other's."""

LONGEST = 200
"""Moments in one history: a page tells the latest, the trail's own list tells them all."""


AMONG = 2_000
"""Events that are looked through for what was done lately: whatever the length of the trail, no more."""


def list_about(
    *subjects: tuple[str, Iterable[int]],
    exclude: Iterable[str] = (),
    before: int | None = None,
    limit: int = LONGEST,
) -> list[AuditEvent]:
    """The events of these rows, given as `(kind, ids)`, newest first; `exclude` names actions left out.

    `before`: only what is older than that sequence, for a history told page by page.
    """
    older = [] if before is None else [AuditEvent.sequence < before]
    clauses = [
        and_(about(kind, *numbers), AuditEvent.action.not_in(list(exclude)), *older)
        for kind, ids in subjects
        if (numbers := sorted(set(ids)))
    ]
    return _latest(_among(select(AuditEvent), clauses, limit), limit) if clauses else []


def list_history(
    kind: str,
    number: int,
    *hanging: Hanging,
    exclude: Iterable[str] = (),
    before: int | None = None,
    limit: int = LONGEST,
) -> list[AuditEvent]:
    """The same of one row and of those that hang on it, for pages: a statement that is built once.

    Plain rows, which hold what a history tells.
    """
    statement = _history(kind, hanging, tuple(exclude), before is not None, limit)
    values = {"number": number} | ({} if before is None else {"before": before})
    return [_facts().row(row) for row in base.read(statement, values).all()]


@lru_cache(64)
def _history(
    kind: str, hanging: tuple[Hanging, ...], exclude: tuple[str, ...], is_older: bool, limit: int
) -> Select[Any]:
    number = bindparam("number", type_=BigId)
    left_out = AuditEvent.action.not_in([literal(action) for action in exclude])
    older = [AuditEvent.sequence < bindparam("before", type_=BigId)] if is_older else []
    subjects = [about(kind, number), *(about(other, ids(number)) for other, ids in hanging)]
    clauses = [and_(subject, left_out, *older) for subject in subjects]
    reading = _facts()
    rows = reading.along(select(*reading.columns).select_from(AuditEvent))
    return _newest(_among(rows, clauses, limit), limit)


@cache
def _facts() -> Reading:
    facts = ("at", "actor_kind", "role", "action", "subject_kind")
    details = ("actor_name", "before", "after", "reason")
    return Reading(AuditEvent, [*facts, *(f"detail.{name}" for name in details)])


def _among(query: Select[Any], clauses: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    """The query, left with the latest of what these clauses mean: of each one range of the index."""
    if len(clauses) == 1:
        return query.where(*clauses)
    numbers = [_newest(select(AuditEvent.sequence).where(clause), limit) for clause in clauses]
    every = union_all(*(select(part.subquery().c.sequence) for part in numbers))
    return query.where(AuditEvent.sequence.in_(every))


def time_of(sequence: int) -> datetime | None:
    """When the event of that number happened; None where there is none."""
    return db.session.scalar(select(AuditEvent.at).where(AuditEvent.sequence == sequence))


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
