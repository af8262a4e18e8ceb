"""Asks staff something: in the open case of the company, or in a new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from models import audit, mails
from models.accounts import ProAccount
from models.audit import AuditAction
from models.cases.entries import CaseQuestion
from models.cases.opening import begin, find_open
from models.cases.tables import Case
from models.cases.waiting import select_waiting
from models.companies import Company
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values.case_kinds import ACKNOWLEDGED, CaseKind


class TooManyCases(DomainError):
    """The account has asked as much as staff may have to answer at once (facts: `limit`)."""


MOST_OPEN = 10
"""Questions of one account that wait at once."""


ASKED_FOR = (CaseKind.HELP, CaseKind.ATTACH)
"""What a person may put off. A doubt about an attachment is never turned away, and what the house opens by
itself has nobody to refuse."""


ASKED_ONCE = (CaseKind.ATTACH, CaseKind.HELD)
"""What the same person asks of the same title once, as long as it waits. Each doubt is one of its own."""


def open_(
    kind: CaseKind,
    subject: str,
    *,
    message: str = "",
    phone: str = "",
    account: ProAccount | None = None,
    company: Company | None = None,
    tried: dict[str, Any] | None = None,
    actor: Actor,
) -> Case:
    """Asks staff something: in the open case of the company, else it opens one. A visitor's has none.

    What nobody asks, and concerns a company, names it alone.

    Whoever read that case before has not seen it as it is then. Of what is `ASKED_ONCE` the same person and
    subject that still waits is not asked again. Raises `TooManyCases`.
    """
    subject = subject[:250]
    company = account.company if account is not None else company
    with transaction() as session:
        case = find_open(company.id) if company is not None else None
        if account is not None:
            if case is not None and kind in ASKED_ONCE and _is_asked(case, account, kind, subject):
                return case
            if kind in ASKED_FOR and actor.kind == "account" and _count_waiting(account) >= MOST_OPEN:
                raise TooManyCases(limit=MOST_OPEN)
        is_new = case is None
        if case is None:
            case = begin(kind, subject, company)
        else:
            optimistic_lock.advance(case)
        question = CaseQuestion(
            kind=kind.value,
            subject=subject,
            subject_key=CaseQuestion.key_of(subject),
            message=message,
            phone=phone,
            tried=tried or {},
            account=account,
            asked_at=now(),
        )
        case.questions.append(question)
        case.kind, case.subject, case.account = kind.value, subject, account
        case.stirred_at, case.has_notes = question.asked_at, case.has_notes or bool(message or phone)
        case.refresh_search()
        session.flush()
        audit.record(
            AuditAction.CASE_OPENED if is_new else AuditAction.CASE_ASKED,
            case,
            actor=actor,
            company=company,
            after={"kind": kind.value, "subject": subject},
        )
        if account is not None and kind in ACKNOWLEDGED:
            params = {"subject": subject, "case": case.number}
            mails.notify(MailKind.CASE_RECEIVED, account.email, params=params, account=account)
        return case


def _is_asked(case: Case, account: ProAccount, kind: CaseKind, subject: str) -> bool:
    waiting = select_waiting(account).where(CaseQuestion.case_id == case.id, CaseQuestion.kind == kind.value)
    return db.session.scalar(waiting.where(CaseQuestion.subject == subject).limit(1)) is not None


def _count_waiting(account: ProAccount) -> int:
    return db.session.scalar(select(func.count()).select_from(select_waiting(account).subquery())) or 0


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
