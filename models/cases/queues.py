"""The queues of the team: what is in each, counted and listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from models.cases.tables import Case
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.types import present, present_day, present_number
from models.lists.paging import Count, capped
from models.values import days
from models.values.case_kinds import CaseKind

STUCK = timedelta(days=10)
"""Without a sign of life for so long, a case is stuck."""


class Queue(StrEnum):
    """Which of the open cases somebody goes through."""

    MINE = "mine"
    UNOWNED = "unowned"
    TODAY = "today"
    STUCK = "stuck"
    RETURNED = "returned"


QUEUE_ORDER = {
    Queue.MINE: "due_order",
    Queue.UNOWNED: "created_at",
    Queue.TODAY: "due_order",
    Queue.STUCK: "stirred_at",
    Queue.RETURNED: "created_at",
}
"""By which each queue goes, the first of it first: an index has both."""


def is_in_queue(queue: Queue, owner: Callable[[], int]) -> ColumnElement[bool]:
    """The clause of a queue; `owner` tells, each time it is asked, the number of the agent who looks."""
    if queue is Queue.MINE:
        return Case.in_hands_of == present_number(owner)
    if queue is Queue.UNOWNED:
        return Case.in_hands_of == 0
    if queue is Queue.TODAY:
        return and_(Case.is_open, Case.due_order <= present_day(days.today))
    if queue is Queue.STUCK:
        return and_(Case.is_open, Case.stirred_at < present(lambda: now() - STUCK))
    return Case.mail_returned == true()


def count_stuck(cap: int) -> Count:
    """How many open cases have had no sign of life for long, up to the cap."""
    stuck = select(Case.id).where(is_in_queue(Queue.STUCK, lambda: 0))
    value = db.session.scalar(select(capped(stuck, cap))) or 0
    return Count(min(value, cap), value > cap)


def count_needing(agent: ColumnElement[int] | None, cap: int) -> ColumnElement[int]:
    """How many open cases need this agent: nobody's; theirs that are due, or in which somebody asked last.

    What staff began themselves waits for its day. Of each no more than the cap is looked at. `agent` is a
    number that is told as the statement runs, which may be kept.
    """
    counted: ColumnElement[int] = capped(select(Case.id).where(Case.in_hands_of == 0), cap)
    if agent is None:
        return counted
    mine = select(Case.kind, Case.due_order).where(Case.in_hands_of == agent)
    first = mine.order_by(Case.due_order, Case.id).limit(cap).subquery()
    needs = or_(first.c.due_order <= present_day(days.today), first.c.kind != CaseKind.MIGRATION.value)
    counted += select(func.count()).select_from(first).where(needs).scalar_subquery()
    return counted


def list_at_hand(agent_id: int | None, limit: int) -> tuple[list[Case], list[Case]]:
    """The open cases of this owner, due first, and those that nobody has, the oldest first; one statement."""

    def first(hands: int, order: Any) -> Select[int]:
        found = select(Case.id).where(Case.in_hands_of == hands).order_by(order, Case.id).limit(limit)
        return select(found.subquery().c.id)

    parts = [first(0, Case.created_at)]
    if agent_id is not None:
        parts.append(first(agent_id, Case.due_order))
    wanted = select(Case).where(Case.id.in_(union_all(*parts))).options(joinedload(Case.company))
    found = list(db.session.scalars(wanted))
    return (
        sorted((case for case in found if case.in_hands_of), key=lambda case: (case.due_order, case.id)),
        sorted((case for case in found if not case.in_hands_of), key=lambda case: (case.created_at, case.id)),
    )
