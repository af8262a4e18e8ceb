"""Whether the caller knows what is theirs to know: three facts are asked, none is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models import audit
from models.assistance.caller_facts import CallerQuestion, is_right, list_facts
from models.attachments import Attachment, Evidence
from models.attachments.queries import company_holds_any
from models.audit import AuditAction
from models.cases import Case, CaseClosed
from models.companies import Company
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission

QUESTIONS = 3
"""Facts of one check."""

MOST_FAILED = 3
"""Checks of a case that may fail within a day: nobody goes on guessing."""


SAME_CALL = timedelta(hours=2)
"""How long before an attachment a check of its caller still tells of them: a call, and the call back."""

CALLBACK = Evidence("callback").value


class NothingAnswered(DomainError):
    """Not one of the facts was answered: nobody was checked."""


class TooLittleKnown(DomainError):
    """We hold fewer facts than are asked that a stranger could not have made up."""


class TooManyChecks(DomainError):
    """Too many checks of the case failed within a day (facts: `limit`)."""


class CallerCheck(Base):
    """One check: which facts were asked and answered right; neither their values nor what was typed."""

    __tablename__ = "caller_checks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    results: Mapped[dict[str, bool]] = mapped_column(JSON)

    __table_args__ = (Index("ix_caller_checks_case", "case_id", "id"),)

    @property
    def right(self) -> int:
        """How many were answered right."""
        return sum(self.results.values())

    @property
    def is_passed(self) -> bool:
        """Whether all were."""
        return self.right == len(self.results)


def find_check_behind(attachment: Attachment) -> CallerCheck | None:
    """Of an attachment by call-back: the last check that whoever made it made of the company's caller.

    That of the same call: `SAME_CALL` before, at most.
    """
    if attachment.evidence != CALLBACK or attachment.made_by_id is None:
        return None
    query = select(CallerCheck).join(Case, Case.id == CallerCheck.case_id)
    query = query.where(
        Case.company_id == attachment.company_id,
        CallerCheck.agent_id == attachment.made_by_id,
        CallerCheck.at.between(attachment.created_at - SAME_CALL, attachment.created_at),
    )
    return db.session.scalar(query.order_by(CallerCheck.id.desc()).limit(1))


def list_asked(case: Case) -> list[CallerQuestion]:
    """The three of this check: others than the last time, where there are."""
    if case.company is None:
        return []
    facts = list_facts(case.company)
    count = select(func.count()).select_from(CallerCheck).where(CallerCheck.case_id == case.id)
    start = (db.session.scalar(count) or 0) * QUESTIONS % max(len(facts), 1)
    return (facts[start:] + facts[:start])[:QUESTIONS]


def check_caller_check(case: Case, actor: Actor) -> None:
    """Raises `TooLittleKnown`, `TooManyChecks`; `CaseClosed` where another case took over, checks and all.

    A record has its reference and title, a company its address and phone: what is held makes three facts.
    """
    if case.merged_into_id is not None:
        raise CaseClosed
    if case.company is None or not company_holds_any(case.company):
        raise TooLittleKnown
    lately = CallerCheck.at > now() - timedelta(days=1)
    checks = db.session.scalars(select(CallerCheck).where(CallerCheck.case_id == case.id, lately))
    if sum(not check.is_passed for check in checks) >= MOST_FAILED:
        raise TooManyChecks(limit=MOST_FAILED)


def check_caller(
    case: Case,
    *,
    answers: Mapping[str, str],
    submission: str | None = None,
    seen: str | None = None,
    actor: Actor,
) -> CallerCheck:
    """Compares what a caller answered, by fact; keeps which were right.

    A form that is sent twice, as its `submission` tells, is one check. `seen` is the `mark` of the case that
    the person read: when somebody checked a caller since, other facts are asked, and this is `Stale`. Raises
    `NothingAnswered`, `TooLittleKnown`, `TooManyChecks`.
    """
    agent_id = actor.id
    if not (actor.is_staff and actor.may(Permission.KEEP_CASES)) or agent_id is None:
        raise NotAllowed

    def check() -> CallerCheck:
        lock_row(case)
        optimistic_lock.expect(case, seen)
        check_caller_check(case, actor)
        if not any(text.strip() for text in answers.values()):
            raise NothingAnswered
        questions = list_asked(case)
        if len(questions) < QUESTIONS:
            raise TooLittleKnown
        results = {each.fact.value: is_right(each, answers.get(each.fact, "")) for each in questions}
        made = CallerCheck(case_id=case.id, agent_id=agent_id, at=now(), results=results)
        db.session.add(made)
        optimistic_lock.advance(case)
        case.stirred_at = made.at
        audit.record(
            AuditAction.CALLER_CHECKED,
            case,
            actor=actor,
            company=case.company,
            after={"right": made.right, "of": len(results), **results},
        )
        return made

    return idempotency.once(submission, CallerCheck, check)


def follow_cases(
    source: Company, target: Company, actor: Actor, back: Mapping[str, Sequence[int]] | None = None
) -> dict[str, list[int]]:
    """Checks follow a case that another took over, so that failed ones count on, and with `back` return."""
    if back is not None:
        returned = db.session.get(Case, back["merged"][0]) if back.get("checks") else None
        if returned is not None and returned.company_id == target.id:
            _move_checks(CallerCheck.id.in_(back["checks"]), returned.merged_into_id or returned.id)
        return {}
    merged = select(Case).where(Case.company_id == target.id, Case.merged_into_id.is_not(None))
    return {
        "checks": [
            number
            for case in db.session.scalars(merged)
            for number in _move_checks(CallerCheck.case_id == case.id, case.merged_into_id)
        ]
    }


def _move_checks(which: ColumnElement[bool], case_id: int | None) -> list[int]:
    numbers = list(db.session.scalars(select(CallerCheck.id).where(which).order_by(CallerCheck.id)))
    if numbers:
        change = update(CallerCheck).where(which).values(case_id=case_id)
        db.session.execute(change.execution_options(synchronize_session=False))
    return numbers
