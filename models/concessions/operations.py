"""What staff do to a record itself: look at it under trace, reopen its title after failures."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select

from models import audit
from models.audit import AuditAction, AuditEvent
from models.concessions import tries
from models.concessions.access_codes import TitleLock
from models.concessions.tables import Concession
from models.kernel import base, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.kernel.types import present
from models.permissions import Permission

LOOK_WINDOW = timedelta(minutes=15)
"""One event per agent and concession for looks that follow each other this closely."""

REOPENINGS_BY_AGENTS = 2
"""The third time, a supervisor."""


class NothingToReopen(DomainError):
    """The record is neither paused nor blocked."""


class SupervisorNeeded(DomainError):
    """The third reopening is a supervisor's."""


def consult(concession: Concession, *, actor: Actor) -> Concession:
    """Looks at a record's detail; leaves an event, once per agent, concession and quarter of an hour."""
    if not actor.may(Permission.READ):
        raise NotAllowed
    if not _has_looked(concession, actor):
        with transaction(keeping=True):
            lock(f"look:{actor.kind}:{actor.id}")
            if not _has_looked(concession, actor):
                audit.record(AuditAction.CONCESSION_CONSULTED, concession, actor=actor)
    return concession


def _has_looked(concession: Concession, actor: Actor) -> bool:
    values = {"concession": concession.id, "kind": actor.kind, "actor": actor.id}
    return base.read(_look(), values).first() is not None


@cache
def _look() -> Select[int]:
    # Built once: every detail asks it, twice where it leaves a trace.
    return (
        select(AuditEvent.sequence)
        .where(
            AuditEvent.action == AuditAction.CONCESSION_CONSULTED,
            AuditEvent.at > present(lambda: now() - LOOK_WINDOW),
            AuditEvent.subject_kind == "concession",
            AuditEvent.subject_id == bindparam("concession"),
            AuditEvent.actor_kind == bindparam("kind"),
            AuditEvent.actor_id == bindparam("actor"),
        )
        .limit(1)
    )


def check_reopen(concession: Concession, actor: Actor) -> None:
    """Raises why there is nothing that this actor may reopen."""
    _may_reopen(concession.title_lock, actor)


def _may_reopen(held: TitleLock | None, actor: Actor) -> TitleLock:
    if held is None or not held.is_locked:
        raise NothingToReopen
    often = held.is_closed and held.closures > REOPENINGS_BY_AGENTS
    if often and not actor.may(Permission.DETACH_ANY):
        raise SupervisorNeeded
    return held


def reopen(concession: Concession, *, reason: str, seen: str | None = None, actor: Actor) -> None:
    """Lifts the pause or the closure that failures led to; the third time only a supervisor may.

    `seen` is the `mark` of the title's lock that the person read: when failures or a colleague moved it
    since, `Stale`. Raises `ReasonMissing`, `NothingToReopen`, `SupervisorNeeded`, `NotAllowed`.
    """
    if not actor.may(Permission.REOPEN):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        tries.alone()  # before the row: a try takes them in this order too
        held = find_locked(TitleLock, concession.title_digest)
        lifted = _may_reopen(held, actor)
        optimistic_lock.expect(lifted, seen)
        tries.reopen(lifted.title_digest)
        audit.record(AuditAction.CONCESSION_REOPENED, concession, actor=actor, reason=reason)
