"""Which key a secret is, and what a key did."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from models.kernel import keys
from models.kernel.base import db
from models.staff.machines.tables import ApiCalls, ApiKey


class Tally(NamedTuple):
    """How often one kind of call was made, and on which day last."""

    operation: str
    calls: int
    last_on: date


def find_by_secret(secret: str) -> ApiKey | None:
    """The key of this secret, whatever became of it."""
    return db.session.scalar(select(ApiKey).where(ApiKey.digest == keys.digest_of(secret)))


def list_calls(key: ApiKey) -> list[Tally]:
    """What the key asked for, by kind of call, as long as that is kept."""
    query = (
        select(ApiCalls.operation, func.sum(ApiCalls.calls), func.max(ApiCalls.day))
        .where(ApiCalls.key_id == key.id)
        .group_by(ApiCalls.operation)
        .order_by(ApiCalls.operation)
    )
    return [Tally(operation, int(calls), day) for operation, calls, day in db.session.execute(query)]
