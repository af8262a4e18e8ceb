"""Which cases wait, whose they are, and what they are about."""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    select,
)
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.cases.entries import CaseNote, CaseQuestion
from models.cases.tables import Case
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.types import BigId
from models.lists import search
from models.lists.several import Bound
from models.values.case_kinds import CaseKind


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
