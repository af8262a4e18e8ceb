"""Each call of a key is counted, by the minute for its limit and by the day for whoever asks later."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.staff.machines.tables import ApiCalls, ApiKey
from models.values.days import today

PER_MINUTE = 300
"""Calls of one key in one minute."""

KEPT = timedelta(days=366)
"""How long it is told how often a key called."""


def admit(key: ApiKey, operation: str, *, reads: bool, refusal: str = "", actor: Actor) -> bool:
    """Counts one more call of the key, by minute and by kind and day; False when the minute has had its most.

    The day's first look of a kind, or the first that is refused, leaves an event: the trail tells who looked,
    the count how often. A write leaves the event of what it does.
    """
    moment = now()
    minute = moment.replace(second=0, microsecond=0)
    calls = case((ApiKey.minute == minute, ApiKey.minute_calls + 1), else_=1)
    counted = (
        update(ApiKey)
        .where(ApiKey.id == key.id)
        .values(minute=minute, minute_calls=calls, last_used_at=moment)
        .returning(ApiKey.minute_calls)
        .execution_options(synchronize_session=False)
    )
    with transaction(keeping=True) as session:
        if session.execute(counted).scalar_one() > PER_MINUTE:
            return False
        first = session.scalar(_one_more(key, operation)) == 1
        if first and reads:
            audit.record(AuditAction.API_READ, key, actor=actor, after={"operation": operation})
        elif first and refusal:
            audit.record(AuditAction.REFUSED, key.client, actor=actor, reason=refusal)
        return True


def _one_more(key: ApiKey, operation: str) -> ReturningInsert[int]:
    dialect = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(ApiCalls).values(key_id=key.id, day=today(), operation=operation, calls=1)
    upsert = new.on_conflict_do_update(
        index_elements=["key_id", "day", "operation"], set_={"calls": ApiCalls.calls + 1}
    )
    counted: ReturningInsert[int] = upsert.returning(ApiCalls.calls)
    return counted


def sweep() -> int:
    """Forgets how often keys called a year ago; returns how many counts went."""
    return swept(ApiCalls, ApiCalls.day, ApiCalls.day < today() - KEPT)
