"""Staff see the portal in a person's place: for a quarter of an hour, with a reason, and they only look."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit
from models.accounts import AccountErased, AccountSuspended, ProAccount
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.keys import digest_of
from models.kernel.locks import find_locked
from models.kernel.sweeping import sweep
from models.kernel.transactions import only_look, transaction
from models.kernel.types import UNNESTED, BigId, UtcDateTime
from models.permissions import Permission, allows
from models.staff.tables import Agent

LIFE = timedelta(minutes=15)

TO_ENTER = timedelta(minutes=1)
"""The address that the console leads to serves once, and no longer than this."""

KEPT = timedelta(days=1)
"""A row is needed while it opens something; who looked, when and why stays in the trail."""


class NothingToSee(DomainError):
    """The person has never been in: the portal shows nothing to an account that is not activated."""


class Impersonation(Base):
    """One look of a member of staff at the portal in an account's place.

    It is no session of the company's: it lies in a table of its own, under a cookie of its own.
    """

    __tablename__ = "viewings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship(lazy="joined", innerjoin=UNNESTED)
    account: Mapped[ProAccount] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint("ends_at > started_at", name="ends"),
        CheckConstraint("entered_at IS NULL OR entered_at >= started_at", name="entered"),
        # One at a time for each agent: whose view it is must never be in doubt.
        Index(
            "uq_viewings_open",
            "agent_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index("ix_viewings_ends_at", "ends_at"),
    )

    @property
    def is_live(self) -> bool:
        """Whether it still shows anything: in time, its agent in and allowed, its account open."""
        if self.ended_at is not None or self.entered_at is None or self.ends_at <= now():
            return False
        if not allows(self.agent.role, Permission.SEE_AS):
            return False
        killed = [person.sessions_valid_from for person in (self.agent, self.account)]
        return (
            self.agent.is_active
            and self.account.is_active
            and all(moment is None or self.started_at > moment for moment in killed)
        )

    @property
    def left(self) -> timedelta:
        """How long it still lasts; nothing makes it longer."""
        return self.ends_at - now()


def check_open(account: ProAccount, actor: Actor) -> None:
    """Raises why the portal is not to be seen in this account's place."""
    if not actor.is_staff or not actor.may(Permission.SEE_AS):
        raise NotAllowed
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended
    if not account.is_active:
        raise NothingToSee


def open_(
    account: ProAccount, *, reason: str, longest: timedelta = LIFE, actor: Actor
) -> tuple[Impersonation, str]:
    """A new look, and the secret of the address that lets in, once, within the minute.

    `longest`: what is left of the agent's own session, which no look outlives. An earlier look of the agent
    ends. Raises what `check_open` finds, and `ReasonMissing`.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction() as session:
        agent = find_locked(Agent, actor.id) if actor.is_staff else None
        session.refresh(account)
        check_open(account, actor)
        assert agent is not None
        _end([Impersonation.agent_id == agent.id], actor)
        secret, moment = secrets.token_urlsafe(32), now()
        viewing = Impersonation(
            digest=digest_of(secret),
            agent=agent,
            account=account,
            started_at=moment,
            ends_at=moment + min(LIFE, longest),
        )
        session.add(viewing)
        until = viewing.ends_at.isoformat(timespec="seconds")
        audit.record(AuditAction.SEEN_AS, account, actor=actor, reason=reason.strip(), after={"until": until})
        return viewing, secret


def enter(secret: str) -> str | None:
    """Exchanges the secret of the address for the one that the cookie keeps; None when it serves no more."""
    fresh, moment = secrets.token_urlsafe(32), now()
    with transaction() as session:
        done = session.execute(
            update(Impersonation)
            .where(
                Impersonation.digest == digest_of(secret),
                Impersonation.entered_at.is_(None),
                Impersonation.ended_at.is_(None),
                Impersonation.started_at > moment - TO_ENTER,
            )
            .values(digest=digest_of(fresh), entered_at=moment)
        )
        return fresh if done.rowcount else None  # type: ignore[attr-defined]


def forbid_writes() -> None:
    """From here on this session only looks: every operation raises `LookOnly`, whatever page calls it."""
    only_look()


def find(secret: str) -> Impersonation | None:
    """The look of this secret if it is still live, detached: it tells what was true as the request began."""
    found = db.session.scalar(select(Impersonation).where(Impersonation.digest == digest_of(secret)))
    if found is None:
        return None
    db.session.expunge(found)
    return found if found.is_live else None


def end(viewing: Impersonation, *, actor: Actor) -> bool:
    """Ends one look. False when it was over already, or somebody else ended it a moment ago."""
    with transaction():
        return bool(_end([Impersonation.id == viewing.id], actor))


def end_all(agent: Agent, *, actor: Actor) -> None:
    """Ends whatever this agent looks at: whoever signs out looks no more."""
    with transaction():
        _end([Impersonation.agent_id == agent.id], actor)


def _end(clauses: Iterable[ColumnElement[bool]], actor: Actor) -> list[Impersonation]:
    session, moment = db.session(), now()
    ended = []
    for viewing in session.scalars(
        select(Impersonation).where(Impersonation.ended_at.is_(None), *clauses)
    ).all():
        # Told by the row that changes: of two who end it at once, one does.
        done = session.execute(
            update(Impersonation)
            .where(Impersonation.id == viewing.id, Impersonation.ended_at.is_(None))
            .values(ended_at=moment)
            .execution_options(synchronize_session=False)
        )
        if not done.rowcount:  # type: ignore[attr-defined]
            continue
        ended.append(viewing)
        if viewing.entered_at is not None and viewing.ends_at > moment:
            audit.record(AuditAction.SEEN_AS_ENDED, viewing.account, actor=actor)
    return ended


def purge() -> int:
    """Forgets the looks that are long over; periodic work of the worker. Returns the number of rows."""
    return sweep(Impersonation, Impersonation.ends_at, Impersonation.ends_at <= now() - KEPT)
