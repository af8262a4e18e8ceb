"""Confirms, pauses and resumes a batch; what was sent stays sent, what is to come waits."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.concessions.outreach.standings import BatchState
from models.concessions.outreach.tables import Outreach
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission


class BatchElsewhere(DomainError):
    """The batch does not stand where this step begins (facts: `why`, where it stands)."""


FROM = {
    AuditAction.OUTREACH_CONFIRMED: BatchState.READY,
    AuditAction.OUTREACH_PAUSED: BatchState.RUNNING,
    AuditAction.OUTREACH_RESUMED: BatchState.PAUSED,
}


def confirm(batch: Outreach, *, seen: str | None = None, actor: Actor) -> None:
    """From here on it is sent. Raises `BatchElsewhere`, `Stale`."""
    _move(batch, BatchState.RUNNING, AuditAction.OUTREACH_CONFIRMED, seen, actor)


def pause(batch: Outreach, *, seen: str | None = None, actor: Actor) -> None:
    """Nothing leaves until it is resumed. Raises `BatchElsewhere`, `Stale`."""
    _move(batch, BatchState.PAUSED, AuditAction.OUTREACH_PAUSED, seen, actor)


def resume(batch: Outreach, *, seen: str | None = None, actor: Actor) -> None:
    """Goes on where it stopped. Raises `BatchElsewhere`, `Stale`."""
    _move(batch, BatchState.RUNNING, AuditAction.OUTREACH_RESUMED, seen, actor)


def check_confirm(batch: Outreach, actor: Actor) -> None:
    """Raises `BatchElsewhere`."""
    _check(batch, AuditAction.OUTREACH_CONFIRMED)


def check_pause(batch: Outreach, actor: Actor) -> None:
    """Raises `BatchElsewhere`."""
    _check(batch, AuditAction.OUTREACH_PAUSED)


def check_resume(batch: Outreach, actor: Actor) -> None:
    """Raises `BatchElsewhere`."""
    _check(batch, AuditAction.OUTREACH_RESUMED)


def _check(batch: Outreach, step: AuditAction) -> None:
    if batch.state != FROM[step].value:
        raise BatchElsewhere(why=batch.state)


def _move(batch: Outreach, to: BatchState, step: AuditAction, seen: str | None, actor: Actor) -> None:
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    with transaction():
        lock_row(batch)
        _check(batch, step)
        optimistic_lock.expect(batch, seen)
        optimistic_lock.advance(batch)
        batch.state = to.value
        batch.confirmed_at = batch.confirmed_at or now()
        audit.record(step, batch, actor=actor, after={"state": to.value})
