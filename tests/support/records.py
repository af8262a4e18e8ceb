"""Records of the old portal for tests, and short questions to the database."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy import func, select

from models import attachments
from models.accounts import ProAccount
from models.attachments import Attachment, Evidence
from models.audit import AuditDetail, AuditEvent
from models.concessions import Concession, access_codes
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.staff import Agent

CODE = "4827"
WRONG = "4828"
PHONE = "+33235223344"
WHY = "Vu avec Mme Le Goff, service travaux."

_numbers = itertools.count(1)


def record_of(reference: str) -> Concession | None:
    """The record of that reference."""
    return db.session.scalar(select(Concession).where(Concession.reference == reference))


def concession(
    *, code: str | None = CODE, closed: bool = False, tallied: bool = False, **changes: Any
) -> Concession:
    """A free record with a code that self-service accepts."""
    number = next(_numbers)
    known = {
        "reference": f"ECR-{number:05d}",
        "title": f"Réseaux d'Été – Lot {number}",
        "kind": "voirie",
        "email": f"ancien.{number}@example.org",
        "phone": PHONE,
    }
    known |= changes
    title = known.pop("title")
    with transaction() as session:
        made = Concession(imported_at=now(), version=1, closed_at=now() if closed else None, **known)
        made.name(title)
        if code is not None:
            made.set_code(code)
            if tallied:  # else the one code of all tests would soon be common, and barred
                access_codes.tally({code: 1})
        made.refresh_search()
        session.add(made)
    return made


def held(
    account: ProAccount,
    agent: Agent,
    evidence: str = "code",
    record: Concession | None = None,
    **options: Any,
) -> Attachment:
    """An attachment that this agent made, with whatever its evidence needs."""
    proof = {"access_code": CODE, "justification": WHY, "called_number": PHONE} | options
    return attachments.attach(
        record or concession(), account, evidence=Evidence(evidence), actor=by(agent), **proof
    )


def waiting(account: ProAccount, agent: Agent, **options: Any) -> Attachment:
    """One that a supervisor must approve first."""
    return held(account, agent, "other", **options)


def by(agent: Agent, **where: Any) -> Actor:
    """A member of staff at work."""
    return Actor.of_agent(agent, **where)


def of(account: ProAccount, **where: Any) -> Actor:
    """A company's person at work."""
    return Actor.of_account(account, **where)


def visitor(ip: str | None = "192.0.2.1") -> Actor:
    """Somebody who has not signed in."""
    return Actor.anonymous(ip=ip)


def count(model: Any, *where: Any) -> int:
    """How many rows."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def events(action: str | None = None) -> list[AuditEvent]:
    """The trail, or the events of one action, oldest first."""
    db.session.rollback()
    query = select(AuditEvent).order_by(AuditEvent.sequence)
    return list(db.session.scalars(query if action is None else query.where(AuditEvent.action == action)))


def actions() -> list[str]:
    """The names of all events, oldest first."""
    return [event.action for event in events()]


def detail(event: AuditEvent) -> AuditDetail:
    """The personal side of an event."""
    return event.detail


def mails_of(kind: str | None = None, *, to: str | None = None) -> list[OutboxEmail]:
    """The mails owed, oldest first."""
    db.session.rollback()
    query = select(OutboxEmail).order_by(OutboxEmail.id)
    if kind is not None:
        query = query.where(OutboxEmail.kind == kind)
    if to is not None:
        query = query.where(OutboxEmail.to == to)
    return list(db.session.scalars(query))
