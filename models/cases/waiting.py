"""Which questions wait: an answer goes to the last of its person, and with it to those before.

One rule, as a clause and for rows at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import aliased

from models.accounts import ProAccount
from models.cases.entries import CaseNote, CaseQuestion
from models.cases.tables import Case


def select_waiting(account: ProAccount) -> Select[int]:
    """The numbers of what this person asked in an open case, and was not answered."""
    waiting = select(CaseQuestion.id).join(Case, CaseQuestion.case_id == Case.id)
    return waiting.where(CaseQuestion.account_id == account.id, _waits())


def _waits() -> ColumnElement[bool]:
    """Neither it was answered, nor a later one of the same person, kind and case."""
    later = aliased(CaseQuestion)
    answer = select(CaseNote.id).join(later, CaseNote.question_id == later.id)
    answer = answer.where(
        later.case_id == CaseQuestion.case_id,
        later.account_id == CaseQuestion.account_id,
        later.kind == CaseQuestion.kind,
        later.id >= CaseQuestion.id,
    )
    return and_(Case.is_open, ~answer.correlate(CaseQuestion).exists())


def find_answered(questions: Collection[CaseQuestion], answers: Mapping[int, Sequence[CaseNote]]) -> set[int]:
    """The numbers of those that wait no more, told the answers to each; the newest must be among them."""
    found, known = set(), set()
    for question in sorted(questions, key=lambda each: each.id, reverse=True):
        alike = question.case_id, question.account_id, question.kind
        if answers[question.id]:
            known.add(alike)
        if alike in known:
            found.add(question.id)
    return found
