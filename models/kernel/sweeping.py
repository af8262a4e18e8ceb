"""Takes away what is over: by batches, so that nobody waits for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy import inspect as inspected

from models.kernel.base import Base
from models.kernel.transactions import transaction

BATCH = 1_000
"""Rows of one transaction: nobody who writes waits for long."""


BATCHES = 20
"""Batches of one turn; what is left has its turn a little later."""


def sweep(model: type[Base], oldest: Any, *where: ColumnElement[bool]) -> int:
    """Deletes the rows that meet the clauses, the oldest by this indexed column first; returns how many."""
    key = inspected(model).primary_key[0]
    first = select(key).where(*where).order_by(oldest).limit(BATCH)
    swept = 0
    for _ in range(BATCHES):
        with transaction() as session:
            keys = list(session.scalars(first))
            if keys:
                session.execute(
                    delete(model).where(key.in_(keys)).execution_options(synchronize_session=False)
                )
        swept += len(keys)
        if len(keys) < BATCH:
            break
    return swept
