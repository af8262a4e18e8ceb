"""Two open cases become one when their companies do, and two again when that is taken back.

The one that stays takes over what was asked and written; the other stays behind, closed, with the plan that
it had. Nobody is written to: nothing was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select, update

from models import audit
from models.audit import AuditAction
from models.cases import opening
from models.cases.entries import CaseNote, CaseQuestion
from models.cases.people.returned import has_returned
from models.cases.tables import Case
from models.companies import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import find_locked, lock_row
from models.values.case_kinds import CaseKind

APART = " ; "
"""Between what came next in the one and in the other."""

LONGEST = 250

Taken = dict[str, list[int]]
"""What a case took over: the numbers of both, of notes and questions, and the owner and day that it had."""


def merge(gone: Case, kept: Case, *, actor: Actor) -> Taken:
    """`kept` takes over all of `gone`, both open and held, in the transaction under way.

    Who sees to `kept` goes on; else who saw to `gone`. What comes next is what came next in both, on the
    earlier day.
    """
    before = kept.plan
    taken = {
        "merged": [gone.id, kept.id],
        "plan": [kept.owner_id or 0, kept.due_on.toordinal() if kept.due_on else 0],
        "notes": _move(CaseNote, CaseNote.case_id == gone.id, kept),
        "questions": _move(CaseQuestion, CaseQuestion.case_id == gone.id, kept),
    }
    _take_plan(kept, gone)
    gone.closed_at, gone.merged_into_id = now(), kept.id
    gone.mail_returned = gone.has_notes = False
    _settle(gone, kept)
    _trace(AuditAction.CASES_MERGED, gone, kept, actor, before)
    return taken


def lock_standing(case: Case) -> Case:
    """The case, or the one that took it over; locked, in the transaction under way."""
    lock_row(case)
    while case.merged_into_id is not None:
        kept = find_locked(Case, case.merged_into_id)
        assert kept is not None
        case = kept
    return case


def part(
    taken: Mapping[str, list[int]],
    company: Company,
    people: Select[int],
    *,
    opened: Case | None = None,
    actor: Actor,
) -> None:
    """What `merge` took over goes back to the company, with what `people`, by number, asked since.

    The case stands as the one that took it over does: open, or closed with what became of it. Where the
    company has `opened` another one meanwhile, which is held, that one takes it over. What was planned since
    stays.
    """
    found = {number: find_locked(Case, number) for number in sorted(taken["merged"])}
    gone, kept = (found[number] for number in taken["merged"])
    if gone is None or kept is None or gone.merged_into_id != kept.id:
        return
    home = gone if opened is None else opened
    theirs = or_(CaseQuestion.id.in_(taken["questions"]), CaseQuestion.account_id.in_(people))
    questions = _move(CaseQuestion, theirs & (CaseQuestion.case_id == kept.id), home)
    notes = or_(CaseNote.id.in_(taken["notes"]), CaseNote.question_id.in_(questions))
    _move(CaseNote, notes & (CaseNote.case_id == kept.id), home)
    before = kept.plan
    _give_plan_back(kept, gone, taken["plan"])
    gone.company_id, gone.merged_into_id = company.id, None
    if opened is not None:
        gone.merged_into_id = opened.id
        _take_plan(opened, gone)
    else:
        gone.closed_at, gone.closed_by_id, gone.closed_reason = (
            kept.closed_at,
            kept.closed_by_id,
            kept.closed_reason,
        )
        gone.has_notes = True
    _settle(gone, kept, home)
    _trace(AuditAction.CASES_PARTED, gone, kept, actor, before)


def split(case: Case, company: Company, people: Select[int], *, actor: Actor) -> None:
    """What a company's `people`, by number, asked in a case that goes to another is in one of its own."""
    theirs = (CaseQuestion.case_id == case.id) & CaseQuestion.account_id.in_(people)
    if db.session.scalar(select(CaseQuestion.id).where(theirs).limit(1)) is None:
        return
    before, home = case.plan, opening.open_for(company, actor=actor)
    questions = _move(CaseQuestion, theirs, home)
    _move(CaseNote, CaseNote.question_id.in_(questions), home)
    home.has_notes = True
    _settle(case, home)
    _trace(AuditAction.CASES_PARTED, home, case, actor, before)


def _take_plan(kept: Case, gone: Case) -> None:
    kept.owner_id = kept.owner_id or gone.owner_id
    kept.next_action = _joined(kept.next_action, gone.next_action)
    kept.blocked_by = _joined(kept.blocked_by, gone.blocked_by)
    kept.due_on = min(filter(None, (kept.due_on, gone.due_on)), default=None)
    kept.stirred_at = max(kept.stirred_at, gone.stirred_at)
    kept.has_notes = kept.has_notes or gone.has_notes


def _give_plan_back(kept: Case, gone: Case, plan: list[int]) -> None:
    """Each fact that is as merging left it is as it was before."""
    owner, day = plan[0] or None, date.fromordinal(plan[1]) if plan[1] else None
    if kept.owner_id == (owner or gone.owner_id):
        kept.owner_id = owner
    if kept.due_on == min(filter(None, (day, gone.due_on)), default=None):
        kept.due_on = day
    kept.next_action = _without(kept.next_action, gone.next_action)
    kept.blocked_by = _without(kept.blocked_by, gone.blocked_by)


def _joined(text: str, other: str) -> str:
    return APART.join(dict.fromkeys(filter(None, (text, other))))[:LONGEST]


def _without(text: str, other: str) -> str:
    if other and text == other:
        return ""
    return text.removesuffix(APART + other) if other else text


def _move(kind: type[CaseNote] | type[CaseQuestion], which: ColumnElement[bool], home: Case) -> list[int]:
    numbers = list(db.session.scalars(select(kind.id).where(which).order_by(kind.id)))
    change = update(kind).where(which).values(case_id=home.id)
    db.session.execute(change.execution_options(synchronize_session=False))
    return numbers


def _settle(*cases: Case) -> None:
    """What a case says of itself follows what stands in it now."""
    session = db.session()
    session.flush()
    for case in dict.fromkeys(cases):
        session.expire(case, ["questions", "notes", "owner", "company"])
        company = case.company
        assert company is not None
        if case.merged_into_id is None:
            _name(case, company)
        case.mail_returned = case.is_open and has_returned(company.id)
        case.refresh_search()
        optimistic_lock.advance(case)
    session.flush()


def _name(case: Case, company: Company) -> None:
    last = case.question
    case.kind = last.kind if last is not None else CaseKind.MIGRATION.value
    case.subject = last.subject if last is not None else company.name[:LONGEST]
    case.account = last.account if last is not None else None


def _trace(action: AuditAction, gone: Case, kept: Case, actor: Actor, before: Mapping[str, str]) -> None:
    """In the history of each which the other is, and what changed in the plan of the one that stays."""
    after = kept.plan
    changed = [fact for fact in after if before[fact] != after[fact]]
    audit.record(
        action,
        kept,
        actor=actor,
        company=kept.company,
        before={fact: before[fact] for fact in changed},
        after={"case": gone.number, **{fact: after[fact] for fact in changed}},
    )
    audit.record(action, gone, actor=actor, company=gone.company, after={"case": kept.number})
