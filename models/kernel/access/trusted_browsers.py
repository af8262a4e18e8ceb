"""Browsers in which somebody gave the second factor: for a day they are not asked there again."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.actors import columns_of, row_is_of
from models.kernel.base import Base, db
from models.kernel.clock import TICK, now
from models.kernel.keys import digest_of
from models.kernel.sweeping import sweep
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent

TRUST = timedelta(hours=24)
"""How long a browser that gave the second factor is not asked for it again at sign-in."""


class TrustedBrowser(Base):
    """A browser in which a person gave the second factor: not asked there again for a day."""

    __tablename__ = "trusted_browsers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (CheckConstraint("(agent_id IS NULL) <> (account_id IS NULL)", name="one_owner"),)


def trust(person: Agent | ProAccount) -> str:
    """Remembers that this browser gave the second factor; the secret goes into its cookie."""
    with transaction() as session:
        secret = secrets.token_urlsafe(32)
        moment = now()
        if person.sessions_valid_from is not None:
            moment = max(moment, person.sessions_valid_from + TICK)
        session.add(TrustedBrowser(digest=digest_of(secret), created_at=moment, **columns_of(person)))
        return secret


def is_trusted(person: Agent | ProAccount, secret: str) -> bool:
    """Whether this browser gave the second factor within the day, since sessions were last killed."""
    created = db.session.scalar(
        select(TrustedBrowser.created_at).where(
            TrustedBrowser.digest == digest_of(secret), row_is_of(TrustedBrowser, person)
        )
    )
    if created is None or created + TRUST <= now():
        return False
    return person.sessions_valid_from is None or created > person.sessions_valid_from


def forget(person: Agent | ProAccount, *, keep: str | None = None) -> None:
    """No browser of this person is trusted any more, save the one of that secret."""
    with transaction() as session:
        gone = delete(TrustedBrowser).where(row_is_of(TrustedBrowser, person))
        if keep is not None:
            gone = gone.where(TrustedBrowser.digest != digest_of(keep))
        session.execute(gone)


def purge() -> int:
    """Forgets the browsers whose day is over; returns how many."""
    return sweep(TrustedBrowser, TrustedBrowser.created_at, TrustedBrowser.created_at <= now() - TRUST)
