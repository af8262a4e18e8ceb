"""Closes a case with what became of it."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.cases.tables import Case
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission


class CaseClosed(DomainError):
    """The case is closed already."""


def check_close(case: Case, actor: Actor) -> None:
    """Raises why there is nothing to close."""
    if not case.is_open:
        raise CaseClosed


def close(case: Case, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Closes a case with what became of it.

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
        if case.account is not None and case.account.erased_at is not None:
            case.message = ""
        audit.record(AuditAction.CASE_CLOSED, case, actor=actor, company=case.company, reason=reason)
