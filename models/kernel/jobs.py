"""Owed work: rows written by the operation that owes it, each claimed later by one worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    Integer,
    ScalarSelect,
    String,
    Text,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.heartbeats import Heartbeat
from models.kernel.locks import lock, lock_row, locked
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import in_transaction, transaction
from models.kernel.types import BigId, UtcDateTime


class JobKind(StrEnum):
    """What can be owed; what is done for each stands in `console/jobs`."""

    MAIL = "mail"
    GATHER = "gather"
    VERIFY_COMPANY = "verify-company"
    WATCH_COMPANIES = "watch-companies"
    CODE_ALARM = "code-alarm"
    VERIFY_TRAIL = "verify-trail"
    ANSWER_VISITOR = "answer-visitor"
    IMPORT_RUN = "import-run"
    MEND_SEARCH = "mend-search"
    WEBHOOKS = "webhooks"
    EXPORT_AUDIT = "export-audit"


LEASE = timedelta(minutes=5)
"""How long a claimed job is its worker's, and how long a worker is silent before it is thought dead."""

BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60))
"""Waits after the first failures; the last repeats until `PATIENCE` is over."""

PATIENCE = timedelta(hours=24)

KEPT = timedelta(days=7)
"""How long a job that was done can still be looked at."""


class Job(Base):
    """One piece of owed work. Waiting while `done_at` and `dead_at` are both empty."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="one_end"),
        Index(
            "ix_jobs_waiting",
            "due_at",
            "id",
            sqlite_where=(done_at.is_(None) & dead_at.is_(None)),
            postgresql_where=(done_at.is_(None) & dead_at.is_(None)),
        ),
        Index("ix_jobs_done_at", "done_at"),
        Index("ix_jobs_key_done_at", "key", "done_at"),
        Index("ix_jobs_dead_at", "dead_at"),
    )

    @hybrid_property
    def is_waiting(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and self.dead_at is None

    @is_waiting.inplace.expression
    @classmethod
    def _is_waiting(cls) -> ColumnElement[bool]:
        return and_(cls.done_at.is_(None), cls.dead_at.is_(None))


def enqueue(
    kind: JobKind, payload: dict[str, Any], *, due: datetime | None = None, key: str | None = None
) -> Job | None:
    """Owes a job in the transaction under way; a `key` already owed adds nothing, and None comes back."""
    if not in_transaction():
        raise RuntimeError("a job is owed inside the transaction of the change that owes it")
    session = db.session()
    if key is not None:
        lock(f"job:{key}")
        if session.scalar(select(Job.id).where(Job.key == key)) is not None:
            return None
    moment = now()
    due = due or moment
    job = Job(
        kind=str(kind), payload=payload, key=key, created_at=moment, due_at=due, first_due_at=due, attempts=0
    )
    session.add(job)
    return job


def revive(kind: JobKind, payload: dict[str, Any], *, key: str, due: datetime | None = None) -> None:
    """Owes a keyed job in the transaction under way, also where it was done, or buried; its row is locked.

    One that a worker holds is due as soon as it is given back.
    """
    due = due or now()
    revived = db.session.execute(
        update(Job)
        .where(Job.key == key)
        .values(due_at=due, first_due_at=due, attempts=0, done_at=None, dead_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if revived.first() is None:
        enqueue(kind, payload, due=due, key=key)


def is_owed(kind: JobKind, **says: int) -> bool:
    """Whether a job of this kind, whose payload says so, waits or is being done."""
    query = select(Job.id).where(Job.is_waiting, Job.kind == kind.value)
    for name, number in says.items():
        query = query.where(Job.payload[name].as_integer() == number)
    return db.session.scalar(query.limit(1)) is not None


def hasten(kind: JobKind, **says: int) -> None:
    """What waits for a retry is due now, as if it were owed anew: somebody saw to it.

    What a worker holds is left alone: it locks its job before what the job is about.
    """
    waiting = [Job.is_waiting, Job.kind == kind.value, Job.leased_by.is_(None)]
    moment, names = now(), [Job.payload[name].as_integer() == number for name, number in says.items()]
    with transaction() as session:
        session.execute(
            update(Job)
            .where(*waiting, *names)
            .values(due_at=moment, first_due_at=moment, attempts=0)
            .execution_options(synchronize_session=False)
        )


def claim(owner: str, limit: int = 20) -> list[Job]:
    """Leases up to `limit` due jobs to `owner`; two workers never hold the same one.

    What is leased is nobody else's until it is given back: two clocks may differ by more than a lease.
    """
    moment = now()
    with transaction() as session:
        waiting = (
            select(Job)
            .where(Job.is_waiting, Job.due_at <= moment)
            .where(Job.leased_by.is_(None))
            .order_by(Job.due_at, Job.id)
            .limit(limit)
        )
        jobs = list(session.scalars(locked(waiting, Job, pass_over=True)))
        for job in jobs:
            job.leased_by, job.leased_until = owner, moment + LEASE
            job.attempts += 1
    return jobs


def is_leased_by(job: Job, owner: str) -> bool:
    """Whether the lease is still the owner's: asked inside the transaction that ends the job."""
    lock_row(job)
    return job.leased_by == owner and job.is_waiting


def done(job: Job) -> None:
    """The job is finished; called inside the transaction of its result, or alone."""
    with transaction():
        job.done_at, job.leased_by, job.leased_until, job.last_error = now(), None, None, None


def retry_later(job: Job, error: str) -> bool:
    """Puts a failed job off, or buries it once it has been due for `PATIENCE`. True while it lives."""
    with transaction():
        moment = now()
        wait = BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1]
        job.leased_by, job.leased_until, job.last_error = None, None, error[:500]
        if moment + wait > job.first_due_at + PATIENCE:
            job.dead_at = moment
        else:
            job.due_at = moment + wait
        return job.dead_at is None


def put_off(job: Job, wait: timedelta, error: str) -> None:
    """Puts a job off that is never buried: what it waits for will come back one day."""
    with transaction():
        job.leased_by, job.leased_until, job.last_error = None, None, error[:500]
        job.due_at = now() + wait


def go_on_later(job: Job, wait: timedelta) -> None:
    """Puts off a long job that got on: its failures are counted, and its patience begins, from here."""
    with transaction():
        put_off(job, wait, "")
        job.attempts, job.first_due_at = 0, job.due_at


def give_up(job: Job, error: str) -> None:
    """Buries a job that no retry can help."""
    with transaction():
        job.dead_at, job.leased_by, job.leased_until, job.last_error = now(), None, None, error[:500]


def forget_before(moment: datetime) -> int:
    """Deletes whatever ended before this moment, keyed or dead: some of it holds an address."""
    done, dead = Job.done_at < moment, Job.dead_at < moment
    return swept(Job, Job.done_at, done) + swept(Job, Job.dead_at, dead)


def is_any_due() -> bool:
    """Whether a claim would bring something: a reading, so that idle workers write nothing."""
    waiting = select(Job.id).where(Job.is_waiting, Job.due_at <= now())
    return db.session.scalar(waiting.where(Job.leased_by.is_(None)).limit(1)) is not None


def leaseholders() -> list[str]:
    """Who holds a lease on a job that is not ended."""
    query = select(Job.leased_by).where(Job.is_waiting).distinct()
    return [owner for owner in db.session.scalars(query) if owner is not None]


def lease_end(owner: str) -> datetime | None:
    """Until when its jobs are leased, by its own clock."""
    query = select(func.max(Job.leased_until)).where(Job.is_waiting, Job.leased_by == owner)
    return db.session.scalar(query)


def release(owner: str) -> None:
    """Gives back what a worker held, when it stops or is known to be dead: nobody waits for its leases."""
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.leased_by == owner, Job.is_waiting)
            .values(leased_by=None, leased_until=None)
            .execution_options(synchronize_session=False)
        )


def backlog() -> int:
    """How many due jobs wait."""
    return db.session.scalar(select(_waiting())) or 0


def _waiting() -> ScalarSelect[int]:
    due = select(func.count()).select_from(Job).where(Job.is_waiting, Job.due_at <= now())
    return due.scalar_subquery()


class Outlook(NamedTuple):
    """When the worker was last seen, how many due jobs wait, how many were given up, the last watch's end."""

    seen: datetime | None
    waiting: int
    dead: int
    watched: datetime | None


def outlook() -> Outlook:
    """How the background work fares, in one statement."""
    seen = select(Heartbeat.at).where(Heartbeat.name == "worker").scalar_subquery()
    dead = select(func.count()).select_from(Job).where(Job.dead_at.is_not(None)).scalar_subquery()
    watched = select(Heartbeat.at).where(Heartbeat.name == "watch").scalar_subquery()
    return Outlook(*db.session.execute(select(seen, _waiting(), dead, watched)).one())


def sweep() -> int:
    """Removes what was done a while ago, but for keyed jobs: their key still says that they were owed."""
    return swept(Job, Job.done_at, Job.done_at < now() - KEPT, Job.key.is_(None))
