"""What the trail holds of the demonstration's rows, as the operations would have written it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from console.demo.accounts import Holder
from console.demo.companies import Firm
from console.demo.concessions import Old
from models.audit import AuditAction
from models.audit.writing import Entry
from models.kernel.actors import Actor

ACTOR = Actor.system("demo")


def registered(firm: Firm, at: datetime) -> Entry:
    """A company came in."""
    subject, after = (
        ("company", firm.id, f"{firm.name} {firm.siret}"),
        {"siret": firm.siret, "name": firm.name},
    )
    return (at, AuditAction.COMPANY_REGISTERED, subject, firm.id, ACTOR, None, after, None)


def created(holder: Holder, at: datetime) -> Entry:
    """An account was made."""
    subject = ("account", holder.id, f"{holder.identifier} {holder.name}".strip())
    after = {"identifier": holder.identifier}
    return (at, AuditAction.ACCOUNT_CREATED, subject, holder.firm.id, ACTOR, None, after, None)


def imported(old: Old, at: datetime) -> Entry:
    """A record came from the old portal."""
    return (
        at,
        AuditAction.CONCESSION_IMPORTED,
        _record(old),
        None,
        ACTOR,
        None,
        {"reference": old.reference},
        None,
    )


def consulted(old: Old, at: datetime, actor: Actor) -> Entry:
    """Somebody looked at a record."""
    return (at, AuditAction.CONCESSION_CONSULTED, _record(old), None, actor, None, None, None)


def attached(row: dict[str, Any], old: Old, holder: Holder, by_staff: Actor | None) -> Entry:
    """A record was attached: by its company's person, unless somebody of the staff did it."""
    company = Actor("account", holder.id, holder.identifier, "company")
    actor = (by_staff if row["made_by_id"] else None) or company
    subject = ("attachment", row["id"], f"{old.title} – {holder.firm.name}")
    after = {
        "concession": old.reference,
        "title": old.title,
        "company": holder.firm.siret,
        "referent": holder.identifier,
        "evidence": row["evidence"],
        "channel": row["channel"],
    }
    reason = row["justification"] or None
    return (row["created_at"], AuditAction.ATTACHED, subject, holder.firm.id, actor, None, after, reason)


def _record(old: Old) -> tuple[str, int, str]:
    return ("concession", old.id, f"{old.title} ({old.reference})")
