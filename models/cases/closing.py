"""Closes a case with what became of it."""

from __future__ import annotations

from models import audit, mails
from models.audit import AuditAction
from models.cases.emptying import empty_notes
from models.cases.tables import ACKNOWLEDGED, Case
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission


class CaseClosed(DomainError):
    """The case is closed already."""


def check_close(case: Case, actor: Actor) -> None:
    """Raises why there is nothing to close."""
    if not case.is_open:
        raise CaseClosed


def tells_outcome(case: Case) -> bool:
    """Whether the reason for which it is closed goes to whoever asked, and is for them to read."""
    return case.account is not None and case.account.erased_at is None and case.kind in ACKNOWLEDGED


def close(case: Case, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Closes a case with what became of it, which whoever asked is told by mail.

    `seen` is the `mark` of the row that the person read: when somebody changed it since, `Stale`. Raises
    `ReasonMissing`, `CaseClosed`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        lock_row(case)
        check_close(case, actor)
        optimistic_lock.expect(case, seen)
        optimistic_lock.advance(case)
        case.closed_at, case.closed_by_id, case.closed_reason = now(), actor.id, reason
        case.mail_returned = False
        if case.account is not None and case.account.erased_at is not None:
            case.message = ""
            empty_notes(case)
        audit.record(AuditAction.CASE_CLOSED, case, actor=actor, company=case.company, reason=reason)
        if tells_outcome(case):
            assert case.account is not None
            case.outcome_told = True
            params = {"subject": case.subject, "lines": reason.splitlines()}
            mails.notify(MailKind.CASE_CLOSED, case.account.email, params=params, account=case.account)
