"""Which cases wait, whose they are, and what they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.cases.tables import Case, CaseKind, CaseNote, CaseNoteKind
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.types import present, present_day, present_number
from models.lists import search
from models.lists.paging import Count, capped
from models.values import days
from models.values.text import fold

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
        return and_(Case.is_open, Case.due_order <= present_day(_today))
    if queue is Queue.STUCK:
        return and_(Case.is_open, Case.stirred_at < present(lambda: now() - STUCK))
    return Case.mail_returned == true()


def count_stuck(cap: int) -> Count:
    """How many open cases have had no sign of life for long, up to the cap."""
    stuck = select(Case.id).where(is_in_queue(Queue.STUCK, lambda: 0))
    value = db.session.scalar(select(capped(stuck, cap))) or 0
    return Count(min(value, cap), value > cap)


def _today() -> date:
    return days.day_of(now())


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


def list_notes(case: Case) -> list[CaseNote]:
    """What was written into a case, newest first."""
    query = select(CaseNote).where(CaseNote.case_id == case.id).options(joinedload(CaseNote.agent))
    return list(db.session.scalars(query.order_by(CaseNote.id.desc())))


def list_questions_of(account: ProAccount, limit: int) -> list[Case]:
    """What this person asked or doubted, newest first."""
    query = select(Case).where(Case.account_id == account.id)
    query = query.order_by(Case.created_at.desc(), Case.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def list_answers(cases: list[Case]) -> dict[int, list[CaseNote]]:
    """By number of the case what its person was answered, oldest first."""
    found: dict[int, list[CaseNote]] = {case.id: [] for case in cases}
    if noted := [case.id for case in cases if case.has_notes]:
        answers = CaseNote.case_id.in_(noted), CaseNote.kind == CaseNoteKind.ANSWER.value
        for answer in db.session.scalars(select(CaseNote).where(*answers).order_by(CaseNote.id)):
            found[answer.case_id].append(answer)
    return found


def list_cases_for_account(account: ProAccount) -> list[Case]:
    """What this person asked for, newest first."""
    query = select(Case).where(Case.account_id == account.id)
    return list(db.session.scalars(query.order_by(Case.id.desc())))


def is_about(concession_id: int) -> ColumnElement[bool]:
    """The clause of the cases that a company's tries of this record opened: they begin with its title."""
    concession = db.session.get(Concession, concession_id)
    title = fold(concession.title if concession is not None else "")
    found = Case.id.in_(search.matching_ids(Case, title))
    return and_(found, Case.kind != CaseKind.HELP.value, Case.search.startswith(f"{title} ", autoescape=True))


def find_case(number: int) -> Case | None:
    """The case of that number."""
    return db.session.get(Case, number)


def list_latest(limit: int) -> list[Case]:
    """The cases opened last, with their companies."""
    query = select(Case).order_by(Case.created_at.desc(), Case.id.desc()).options(joinedload(Case.company))
    return list(db.session.scalars(query.limit(limit)))
