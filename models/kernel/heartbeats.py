"""Signs of life: when a part of the installation was last seen, and whose turn periodic work is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime

BACKUP = "backup"
"""The sign that a backup leaves, once it is whole and where it is kept."""


class Heartbeat(Base):
    """When a long-running part of the installation was last seen."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def beat(name: str) -> None:
    """Says that a part of the installation is alive."""
    with transaction() as session:
        lock(f"beat:{name}")
        moment = now()
        if not session.execute(update(Heartbeat).where(Heartbeat.name == name).values(at=moment)).rowcount:  # type: ignore[attr-defined]
            session.add(Heartbeat(name=name, at=moment))


def last_beat(name: str) -> datetime | None:
    """When that part was last seen, or None."""
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def take_turn(name: str, every: timedelta, *, anyway: bool = False) -> bool:
    """Whether this periodic work is the caller's to do now; of several workers one is told so.

    `anyway`: although its time has not come. A time to come, left by a clock that was wrong, does not count.
    """
    name = f"turn:{name}"
    if not anyway and _is_recent(last_beat(name), every):
        return False
    with transaction() as session:
        lock(f"beat:{name}")
        turn = session.get(Heartbeat, name, populate_existing=True)
        if turn is None:
            session.add(Heartbeat(name=name, at=now()))
        elif not anyway and _is_recent(turn.at, every):
            return False
        else:
            turn.at = now()
        return True


def _is_recent(at: datetime | None, every: timedelta) -> bool:
    moment = now()
    return at is not None and moment - every < at <= moment
