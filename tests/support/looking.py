"""A look at the portal in a person's place, and whether it left a trace in any table."""

from __future__ import annotations

from typing import Any

from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.base import db
from tests.support import people

REASON = "Elle ne retrouve pas sa demande."


def begin(client: Any, account: ProAccount, reason: str = REASON) -> Any:
    """The answer of the console to an agent who asks to see the portal in this person's place."""
    address = f"/console/comptes/{account.id}/voir"
    data = {"reason": reason, "csrf_token": people.csrf(client, address)}
    return client.post(address, data=data)


def everything() -> dict[str, list[Any]]:
    """All that the database holds, save the refusals that the trail tells, and the counts of all."""
    db.session.rollback()
    beside = ("audit_", "kept_counts", "count_changes")
    tables = {t.name: t for t in ProAccount.metadata.sorted_tables if not t.name.startswith(beside)}
    held = {name: sorted(map(repr, db.session.execute(t.select()))) for name, t in tables.items()}
    numbers = db.session.scalars(db.select(AuditEvent.sequence).where(AuditEvent.action != "refused"))
    return {**held, "events": sorted(numbers)}
