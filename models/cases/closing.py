"""Closes a case with what became of it."""

from __future__ import annotations

from models import audit, mails
from models.audit import AuditAction
from models.cases.checklist import expect_ticked
from models.cases.entries import CaseQuestion
from models.cases.people.emptying import empty_notes
from models.cases.tables import Case, CaseClosed
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.values.case_kinds import ACKNOWLEDGED


def check_close(case: Case, actor: Actor) -> None:
    """Raises `CaseClosed`, `PointsOpen`."""
    if not case.is_open:
        raise CaseClosed
    expect_ticked(case)


def tells_outcome(case: Case) -> bool:
    """Whether the reason for which it is closed goes to whoever asked, and is for them to read."""
    return bool(list_readers(case))


def list_readers(case: Case) -> list[CaseQuestion]:
    """What was asked by people who are still there, one question for each of them: the last."""
    latest = {
        question.account_id: question
        for question in case.questions
        if question.is_answerable and question.kind in ACKNOWLEDGED
    }
    return list(latest.values())


def close(case: Case, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Closes a case with what became of it, which all who asked in it are told by mail.

    `seen` is the `mark` of the row that the person read: when somebody changed it since, `Stale`. Raises
    `ReasonMissing`, `CaseClosed`, `PointsOpen`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        lock_row(case)
        check_close(case, actor)
        optimistic_lock.expect(case, seen)
        end(case, reason, actor)
        for last in list_readers(case):
            _write_outcome(case, last, reason)


def end(case: Case, reason: str, actor: Actor) -> None:
    """Closes it in the transaction under way, its row locked, and writes to nobody."""
    optimistic_lock.advance(case)
    case.closed_at, case.closed_by_id = now(), actor.id if actor.is_staff else None
    case.closed_reason, case.mail_returned = reason, False
    _forget_gone(case)
    audit.record(AuditAction.CASE_CLOSED, case, actor=actor, company=case.company, reason=reason)


def _forget_gone(case: Case) -> None:
    """What those who are gone asked waited for this; what staff noted serves nobody once all of them are."""
    gone = [each for each in case.questions if each.account_id is not None and not each.is_answerable]
    for question in gone:
        question.message = ""
    if gone and not case.has_askers():
        empty_notes(case)


def _write_outcome(case: Case, last: CaseQuestion, reason: str) -> None:
    assert last.account is not None
    for question in case.questions:
        if question.account_id == last.account_id and question.kind in ACKNOWLEDGED:
            question.outcome_told = True
    params = {"subject": last.subject, "case": case.number, "lines": reason.splitlines()}
    mails.notify(MailKind.CASE_CLOSED, last.account.email, params=params, account=last.account)
