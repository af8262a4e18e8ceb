"""Which cases wait, whose they are, and what they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.cases.entries import CaseNote, CaseQuestion
from models.cases.tables import Case, CaseKind
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.types import BigId, present, present_day, present_number
from models.lists import search
from models.lists.paging import Count, capped
from models.lists.several import Bound
from models.values import days

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


def list_notes(case: Case) -> list[CaseNote]:
    """What was written into a case, newest first."""
    return list(case.notes)


def list_questions_of(account: ProAccount, limit: int | None = None) -> list[CaseQuestion]:
    """What this person asked or doubted, newest first, with the case in which it stands."""
    query = select(CaseQuestion).where(CaseQuestion.account_id == account.id)
    query = query.options(joinedload(CaseQuestion.case))
    query = query.order_by(CaseQuestion.asked_at.desc(), CaseQuestion.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def list_answers(questions: list[CaseQuestion]) -> dict[int, list[CaseNote]]:
    """By number of the question what its person was answered, oldest first."""
    found: dict[int, list[CaseNote]] = {question.id: [] for question in questions}
    if found:
        answers = select(CaseNote).where(CaseNote.question_id.in_(found))
        for answer in db.session.scalars(answers.order_by(CaseNote.id)):
            assert answer.question_id is not None
            found[answer.question_id].append(answer)
    return found


def is_asked_by(account_id: int) -> ColumnElement[bool]:
    """The clause of the cases in which this person asked something."""
    return Case.id.in_(select(CaseQuestion.case_id).where(CaseQuestion.account_id == account_id))


def is_about(concession_id: int) -> ColumnElement[bool]:
    """The clause of the cases in which a company's tries of this record stand: it asked by its title."""
    title = _title_of(concession_id)
    return _is_tried(search.matching_ids(Case, title), title)


def bind_about(concession_id: int) -> Bound | None:
    """The same for a statement that is kept; None where a search has statements of its own."""
    title = _title_of(concession_id)
    words = search.long_phrase(title)
    return None if words is None else Bound(_about_bound, {"title": title, "words": words})


def _about_bound() -> ColumnElement[bool]:
    return _is_tried(search.phrase_ids(Case, "words"), bindparam("title", type_=String))


def _title_of(concession_id: int) -> str:
    concession = db.session.get(Concession, concession_id)
    return CaseQuestion.key_of(concession.title if concession is not None else "")


def _is_tried(found: Select[int], title: str | ColumnElement[str]) -> ColumnElement[bool]:
    tried = CaseQuestion.subject_key == title, CaseQuestion.kind != CaseKind.HELP.value
    return and_(Case.id.in_(found), exists().where(CaseQuestion.case_id == Case.id, *tried))


def find_open_whole(company_id: int) -> Case | None:
    """The open case of a company, with who is there and what is typed; one statement."""
    return db.session.scalars(_open_whole(), {"company": company_id}).unique().one_or_none()


@cache
def _open_whole() -> Select[Case]:
    # Built once, as all that a call asks again and again.
    query = select(Case).where(Case.company_id == bindparam("company", type_=BigId), Case.closed_at.is_(None))
    return query.options(joinedload(Case.presences), joinedload(Case.drafts))


def find_case(number: int) -> Case | None:
    """The case of that number."""
    return db.session.get(Case, number)


def list_latest(limit: int) -> list[Case]:
    """The cases opened last, with their companies."""
    query = select(Case).order_by(Case.created_at.desc(), Case.id.desc()).options(joinedload(Case.company))
    return list(db.session.scalars(query.limit(limit)))
