"""Who does owed work: each worker says that it is alive, and what a dead one held is given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from models.kernel import heartbeats, jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.heartbeats import Heartbeat
from models.kernel.transactions import transaction

FORGOTTEN = timedelta(hours=1)
"""A worker that was silent for so long is no longer told of."""

_WORKER = "w:"


def beat(owner: str) -> None:
    """Says that a worker is alive, this one and thereby some."""
    with transaction():
        heartbeats.beat("worker")
        heartbeats.beat(_WORKER + owner)


def leave(owner: str) -> None:
    """A worker stopped, or is known to be dead: its jobs are free, and nobody expects a sign of it."""
    with transaction() as session:
        jobs.release(owner)
        session.execute(delete(Heartbeat).where(Heartbeat.name == _WORKER + owner))


def forget() -> int:
    """Forgets those of other machines that were silent for long; periodic work."""
    old = Heartbeat.name.startswith(_WORKER), Heartbeat.at < now() - FORGOTTEN
    with transaction() as session:
        return session.execute(delete(Heartbeat).where(*old)).rowcount or 0  # type: ignore[attr-defined]


def list_seen() -> dict[str, datetime]:
    """When each worker was last seen, by its own clock."""
    signs = select(Heartbeat.name, Heartbeat.at).where(Heartbeat.name.startswith(_WORKER))
    return {name.removeprefix(_WORKER): at for name, at in db.session.execute(signs.order_by(Heartbeat.name))}
