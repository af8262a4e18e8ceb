"""What is stated on paper: a company's attachments, a concession's file; each inscribed in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models import audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.queries import list_attachments_for_concession
from models.attachments.visibility import list_attachments_in_effect
from models.audit import AuditAction, AuditEvent
from models.audit.history import list_about
from models.companies import Company
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission


@dataclass(frozen=True)
class Inscription:
    """The place of a statement in the trail: whoever holds the paper can ask whether it was issued."""

    sequence: int
    at: datetime
    digest: str


@dataclass(frozen=True)
class ConcessionFile:
    """All that is known of a concession: every attachment, oldest first, and its events, in order."""

    attachments: list[Attachment]
    events: list[AuditEvent]
    inscription: Inscription


def of_company(
    company: Company, *, seen_by: ProAccount | None = None, actor: Actor
) -> tuple[list[Attachment], Inscription]:
    """What is attached to a company and in effect now, by title; `seen_by` leaves out what others hold.

    Staff may state all of it; a company's person only what they see. Raises `NotAllowed`.
    """
    own = seen_by is not None and (actor.kind, actor.id) == ("account", seen_by.id)
    if not actor.may(Permission.READ) and not (
        own and seen_by is not None and seen_by.company_id == company.id
    ):
        raise NotAllowed
    held = list_attachments_in_effect(company, seen_by=seen_by)
    facts = {"statement": "attachments", "count": len(held)}
    return held, _inscribed(company, company=company, after=facts, actor=actor)


def of_concession(concession: Concession, *, actor: Actor) -> ConcessionFile:
    """The audit file of a concession, for those who may read the trail; raises `NotAllowed`."""
    if not actor.may(Permission.READ_TRAIL):
        raise NotAllowed
    had = list_attachments_for_concession(concession)[::-1]
    events = list_about(
        ("concession", [concession.id]), ("attachment", [link.id for link in had]), limit=LONGEST
    )[::-1]
    facts = {"statement": "concession-file", "count": len(events)}
    return ConcessionFile(had, events, _inscribed(concession, after=facts, actor=actor))


LONGEST = 2_000
"""Events in one file."""


def _inscribed(
    subject: Company | Concession, *, actor: Actor, after: dict[str, object], company: Company | None = None
) -> Inscription:
    with transaction(keeping=True):
        audit.record(AuditAction.STATEMENT_MADE, subject, company=company, after=after, actor=actor)
    made = (AuditEvent.action == AuditAction.STATEMENT_MADE, AuditEvent.actor_kind == actor.kind)
    mine = (AuditEvent.actor_id == actor.id, AuditEvent.request_id == actor.request_id)
    latest = select(AuditEvent).where(*made, *mine).order_by(AuditEvent.sequence.desc()).limit(1)
    event = db.session.scalars(latest).one()
    return Inscription(event.sequence, event.at, event.digest)
