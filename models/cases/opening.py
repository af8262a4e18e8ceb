"""The open case of a company: found, or begun by whatever staff do first for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.audit import AuditAction
from models.cases.people.returned import has_returned
from models.cases.tables import Case
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock, locked
from models.kernel.transactions import in_transaction, transaction
from models.permissions import Permission
from models.values.case_kinds import CaseKind

STARTS = frozenset(
    {
        AuditAction.COMPANY_REGISTERED,
        AuditAction.ACCOUNT_CREATED,
        AuditAction.ACTIVATION_RESENT,
        AuditAction.ATTACHED,
        AuditAction.REFERENT_ADDED,
    }
)
"""What staff do for a company and begins its migration with."""


def find_open(company_id: int) -> Case | None:
    """The open case of a company, if it has one: until the transaction ends nobody opens or closes one.

    For writers alone: a page, which holds nobody up, asks `queries.find_open_whole`.
    """
    if not in_transaction():
        raise RuntimeError("a case is held by whoever writes, inside their transaction")
    lock(f"case:{company_id}")
    query = select(Case).where(Case.company_id == company_id, Case.closed_at.is_(None))
    return db.session.scalar(locked(query, Case))


def open_for(company: Company, *, actor: Actor) -> Case:
    """The open case of a company; staff who begin have it in hand from then on."""
    with transaction() as session:
        session.flush()
        if (known := find_open(company.id)) is not None:
            return known
        case = begin(CaseKind.MIGRATION, company.name[:250], company)
        if actor.is_staff and actor.may(Permission.KEEP_CASES):
            case.owner_id = actor.id
        case.refresh_search()
        session.flush()
        after = {"kind": case.kind, "subject": case.subject}
        audit.record(AuditAction.CASE_STARTED, case, actor=actor, company=company, after=after)
        return case


def settle(session: Session) -> None:
    """At commit: whoever of staff begins something for a company has its case open from then on."""
    started: dict[int, tuple[Company, Actor]] = {}
    for action, company, actor in audit.gathered(session):
        keeps = actor.is_staff and actor.may(Permission.KEEP_CASES)
        if action in STARTS and keeps and isinstance(company, Company):
            session.flush()
            started.setdefault(company.id, (company, actor))
    if not started:
        return
    ids = sorted(started)
    query = select(Case.company_id).where(Case.company_id.in_(ids), Case.closed_at.is_(None))
    known = set(session.scalars(query))
    for number in ids:
        if number not in known:
            company, actor = started[number]
            open_for(company, actor=actor)


def begin(kind: CaseKind, subject: str, company: Company | None) -> Case:
    """A case that was not there, in the transaction under way; a visitor's has no company."""
    moment = now()
    case = Case(
        kind=kind.value,
        subject=subject,
        company=company,
        created_at=moment,
        stirred_at=moment,
        mail_returned=company is not None and has_returned(company.id),
    )
    db.session.add(case)
    db.session.flush()  # searches find it by its number
    return case
