"""The trail proved on request by a worker, its result an event; its head told daily to administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import audit, mails
from models.audit import AuditAction, AuditEvent
from models.kernel import jobs, workers
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.jobs import Job, JobKind
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from models.permissions import Permission
from models.staff.queries import list_administrators

KIND = JobKind.VERIFY_TRAIL
SHOWN = 10


@dataclass(frozen=True)
class Progress:
    """How far a check is: events seen, of how many; not begun while no worker took it."""

    seen: int
    total: int
    begun: bool


def request(*, actor: Actor) -> None:
    """Owes a check, unless one is under way; raises `NotAllowed`."""
    if not actor.may(Permission.READ_TRAIL):
        raise NotAllowed
    with transaction():
        lock(KIND)
        if _waiting() is None:
            audit.record(AuditAction.TRAIL_CHECK_ASKED, ("trail", None), actor=actor)
            jobs.enqueue(KIND, {"seen": 0, "total": audit.head()["sequence"] + 1})


def _waiting() -> Job | None:
    query = select(Job).where(Job.kind == KIND.value, Job.is_waiting)
    return db.session.scalars(query.order_by(Job.id).limit(1)).first()


def under_way() -> Progress | None:
    """How far the check under way is, if there is one."""
    job = _waiting()
    return None if job is None else Progress(job.payload["seen"], job.payload["total"], bool(job.leased_by))


def progressed(job_id: int, seen: int) -> None:
    """Says how far it is, and keeps the lease; called from a session of its own."""
    with transaction() as session:
        job = session.get(Job, job_id, populate_existing=True)
        if job is not None and job.leased_by is not None:
            job.payload = {**job.payload, "seen": seen}
            job.leased_until = now() + jobs.LEASE
            workers.beat(job.leased_by)


def record_outcome(outcome: dict[str, Any], *, actor: Actor) -> None:
    """Leaves the result: `{"events": n}` for a whole trail, `{"broken_at": n}` for the first bad event.

    A comparison with a head says `head`, its number, besides.
    """
    with transaction():
        audit.record(AuditAction.TRAIL_VERIFIED, ("trail", None), actor=actor, after=outcome)


def compare(kept: dict[str, Any], *, actor: Actor) -> None:
    """Holds the trail against a head kept elsewhere, and leaves the result; raises `NotAllowed`."""
    if not actor.may(Permission.READ_TRAIL):
        raise NotAllowed
    outcome = {"head": int(kept["sequence"])}
    with transaction():
        lock("audit-chain")  # else whoever writes meanwhile would stand where the tail was cut
        try:
            audit.matches_head(kept)
        except audit.BrokenTrail as broken:
            outcome["broken_at"] = broken.sequence
        audit.record(AuditAction.TRAIL_VERIFIED, ("trail", None), actor=actor, after=outcome)


def list_results() -> list[AuditEvent]:
    """The latest results, newest first."""
    query = select(AuditEvent).where(AuditEvent.action == AuditAction.TRAIL_VERIFIED)
    return list(db.session.scalars(query.order_by(AuditEvent.sequence.desc()).limit(SHOWN)))


def mail_head() -> int:
    """Owes administrators the head of the trail once a day (UTC): kept elsewhere, it betrays a cut tail."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    notified = select(OutboxEmail.id).where(
        OutboxEmail.kind == MailKind.TRAIL_HEAD.value,
        OutboxEmail.created_at >= midnight,
        OutboxEmail.created_at < midnight + timedelta(days=1),
    )
    with transaction() as session:
        lock("trail-head")
        head = audit.head()
        if head["sequence"] == 0 or session.scalar(notified.limit(1)) is not None:
            return 0
        keepers = list_administrators()
        for keeper in keepers:
            mails.notify(MailKind.TRAIL_HEAD, keeper.email, params=head, agent=keeper)
        return len(keepers)
