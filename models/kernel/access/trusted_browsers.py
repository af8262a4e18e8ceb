"""Browsers in which staff gave the second factor: for a day they are not asked there again."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import TICK, now
from models.kernel.keys import digest_of
from models.kernel.transactions import sweep, transaction
from models.kernel.types import BigId, UtcDateTime

if TYPE_CHECKING:
    from models.staff import Agent

TRUST = timedelta(hours=24)
"""How long a browser that gave the second factor is not asked for it again at sign-in."""


class TrustedBrowser(Base):
    """A browser in which a member of staff gave the second factor: not asked there again for a day."""

    __tablename__ = "trusted_browsers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def trust(agent: Agent) -> str:
    """Remembers that this browser gave the second factor; the secret goes into its cookie."""
    with transaction() as session:
        secret = secrets.token_urlsafe(32)
        moment = now()
        if agent.sessions_valid_from is not None:
            moment = max(moment, agent.sessions_valid_from + TICK)
        session.add(TrustedBrowser(digest=digest_of(secret), agent_id=agent.id, created_at=moment))
        return secret


def is_trusted(agent: Agent, secret: str) -> bool:
    """Whether this browser gave the second factor within the day, since sessions were last killed."""
    created = db.session.scalar(
        select(TrustedBrowser.created_at).where(
            TrustedBrowser.digest == digest_of(secret), TrustedBrowser.agent_id == agent.id
        )
    )
    if created is None or created + TRUST <= now():
        return False
    return agent.sessions_valid_from is None or created > agent.sessions_valid_from


def forget(agent: Agent) -> None:
    """No browser of this member of staff is known any more."""
    with transaction() as session:
        session.execute(delete(TrustedBrowser).where(TrustedBrowser.agent_id == agent.id))


def purge() -> int:
    """Forgets the browsers whose day is over; returns how many."""
    return sweep(TrustedBrowser, TrustedBrowser.created_at, TrustedBrowser.created_at <= now() - TRUST)
