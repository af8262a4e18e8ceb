"""Whether the caller knows what is theirs to know: three facts are asked, none is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models import audit
from models.accounts.queries import list_accounts_for_company
from models.attachments.queries import list_attachments_for_company
from models.audit import AuditAction
from models.cases import Case
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission
from models.values import contacts
from models.values.text import fold

QUESTIONS = 3
"""Facts of one check."""


class CallerFact(StrEnum):
    """What may be asked, the hardest to know from outside first."""

    RECORD_REFERENCE = "record-reference"
    COMPANY_EMAIL = "company-email"
    PERSON_EMAIL = "person-email"
    JOB_TITLE = "job-title"
    RECORD_TITLE = "record-title"
    COMPANY_PHONE = "company-phone"
    STREET = "street"


class NothingAnswered(DomainError):
    """Not one of the facts was answered: nobody was checked."""


class TooLittleKnown(DomainError):
    """We hold fewer facts than are asked."""


@dataclass(frozen=True)
class CallerQuestion:
    """One fact as it is asked: which, and what counts as right. The values are never drawn."""

    fact: CallerFact
    values: tuple[str, ...]


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


def list_facts(company: Company) -> list[CallerQuestion]:
    """All that may be asked of whoever calls for a company."""
    people = [account for account in list_accounts_for_company(company) if account.erased_at is None]
    records = [held.concession for held in list_attachments_for_company(company) if held.is_open]
    street = company.address.splitlines()[-1:] if company.address else []
    known = {
        CallerFact.RECORD_REFERENCE: [record.reference for record in records],
        CallerFact.COMPANY_EMAIL: [company.email],
        CallerFact.PERSON_EMAIL: [account.email for account in people if account.email != company.email],
        CallerFact.JOB_TITLE: [account.job_title for account in people],
        CallerFact.RECORD_TITLE: [record.title for record in records],
        CallerFact.COMPANY_PHONE: [company.phone],
        CallerFact.STREET: street,
    }
    return [
        CallerQuestion(fact, tuple(filter(None, values))) for fact, values in known.items() if any(values)
    ]


def list_asked(case: Case) -> list[CallerQuestion]:
    """The three of this check: others than the last time, where there are."""
    if case.company is None:
        return []
    facts = list_facts(case.company)
    count = select(func.count()).select_from(CallerCheck).where(CallerCheck.case_id == case.id)
    start = (db.session.scalar(count) or 0) * QUESTIONS % max(len(facts), 1)
    return (facts[start:] + facts[:start])[:QUESTIONS]


def check_caller_check(case: Case, actor: Actor) -> None:
    """Raises `TooLittleKnown`."""
    if case.company is None:
        raise TooLittleKnown


def check_caller(case: Case, *, answers: Mapping[str, str], actor: Actor) -> CallerCheck:
    """Compares what a caller answered, by fact; keeps which were right. Raises `NothingAnswered`."""
    if not (actor.is_staff and actor.may(Permission.KEEP_CASES)) or actor.id is None:
        raise NotAllowed
    with transaction() as session:
        check_caller_check(case, actor)
        if not any(text.strip() for text in answers.values()):
            raise NothingAnswered
        questions = list_asked(case)
        if len(questions) < QUESTIONS:
            raise TooLittleKnown
        results = {each.fact.value: is_right(each, answers.get(each.fact, "")) for each in questions}
        made = CallerCheck(case_id=case.id, agent_id=actor.id, at=now(), results=results)
        session.add(made)
        case.stirred_at = made.at
        audit.record(
            AuditAction.CALLER_CHECKED,
            case,
            actor=actor,
            company=case.company,
            after={"right": made.right, "of": len(results), **results},
        )
        return made


def is_right(each: CallerQuestion, typed: str) -> bool:
    """Whether what was typed is what we hold, however it is written."""
    read = _READ.get(each.fact, fold)
    try:
        heard = read(typed.strip())
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return False
    return bool(heard) and any(_read_or_none(read, value) == heard for value in each.values)


def _read_or_none(read: Callable[[str], str], value: str) -> str | None:
    try:
        return read(value)
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return None


def _mail_box(text: str) -> str:
    return contacts.email_key(contacts.email(text))


_READ: dict[CallerFact, Callable[[str], str]] = {
    CallerFact.COMPANY_PHONE: contacts.phone,
    CallerFact.COMPANY_EMAIL: _mail_box,
    CallerFact.PERSON_EMAIL: _mail_box,
}
