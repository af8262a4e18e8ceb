"""Opens a case: somebody asks, or the house itself has something for staff to see to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    func,
    select,
)

from models import audit, mails
from models.accounts import ProAccount
from models.audit import AuditAction
from models.cases.returned import has_returned
from models.cases.tables import ACKNOWLEDGED, Case, CaseKind
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.mails import MailKind


class TooManyCases(DomainError):
    """The account has asked as much as staff may have to answer at once (facts: `limit`)."""


MOST_OPEN = 10
"""Cases of one account that wait at once."""

ASKED_FOR = (CaseKind.HELP, CaseKind.ATTACH)
"""What a person may put off. A doubt about an attachment is never turned away, and what the house opens by
itself has nobody to refuse."""


def open_(
    kind: CaseKind,
    subject: str,
    *,
    message: str = "",
    phone: str = "",
    account: ProAccount | None = None,
    tried: dict[str, Any] | None = None,
    actor: Actor,
) -> Case:
    """Opens a case; the same person, kind and subject still open is the same case. Raises `TooManyCases`."""
    with transaction() as session:
        if account is not None:
            lock(f"case:{account.id}")
        if account is not None and kind is not CaseKind.HELP:
            same = select(Case).where(
                Case.account_id == account.id, Case.kind == kind.value, Case.subject == subject[:250]
            )
            if (known := session.scalar(same.where(Case.is_open).limit(1))) is not None:
                return known
        if account is not None and kind in ASKED_FOR and actor.kind == "account":
            waiting = select(func.count()).where(Case.account_id == account.id, Case.is_open)
            if (session.scalar(waiting) or 0) >= MOST_OPEN:
                raise TooManyCases(limit=MOST_OPEN)
        company = account.company if account is not None else None
        case = Case(
            kind=kind.value,
            subject=subject[:250],
            message=message,
            phone=phone,
            tried=tried or {},
            company=company,
            account=account,
            created_at=(moment := now()),
            stirred_at=moment,
            mail_returned=account is not None and has_returned(account),
        )
        case.refresh_search()
        session.add(case)
        session.flush()
        audit.record(
            AuditAction.CASE_OPENED,
            case,
            actor=actor,
            company=company,
            after={"kind": kind.value, "subject": subject[:250]},
        )
        if account is not None and kind in ACKNOWLEDGED:
            mails.notify(
                MailKind.CASE_RECEIVED, account.email, params={"subject": subject[:250]}, account=account
            )
        return case


def ask_help(
    subject: str,
    *,
    message: str,
    phone: str,
    account: ProAccount | None,
    submission: str | None,
    actor: Actor,
) -> Case:
    """A person, or a visitor, asks an agent; a form sent twice asks once. Raises `TooManyCases`."""

    def ask() -> Case:
        return open_(CaseKind.HELP, subject, message=message, phone=phone, account=account, actor=actor)

    return idempotency.once(submission, Case, ask)
