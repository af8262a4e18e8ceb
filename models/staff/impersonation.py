"""Staff see the portal in a person's place: for a quarter of an hour, with a reason, and they only look."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from models import audit
from models.accounts import AccountErased, AccountSuspended, ProAccount
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.keys import digest_of
from models.kernel.locks import find_locked
from models.kernel.sweeping import sweep
from models.kernel.transactions import only_look, transaction
from models.permissions import Permission
from models.staff.tables import Agent
from models.staff.viewings import Impersonation

LIFE = timedelta(minutes=15)

TO_ENTER = timedelta(minutes=1)
"""The address that the console leads to serves once, and no longer than this."""

KEPT = timedelta(days=1)
"""A row is needed while it opens something; who looked, when and why stays in the trail."""


class NothingToSee(DomainError):
    """The person has never been in: the portal shows nothing to an account that is not activated."""


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
