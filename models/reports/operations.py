"""What an operator watches: owed work and mails, counted without reading a long table."""

from __future__ import annotations

from sqlalchemy import Select, case, func, literal, select, union_all

from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.lists import counts
from models.mails import MailState

MOST_COUNTED = 10_000
"""Jobs that are counted one by one: whoever has as many waiting need not know how many more."""

STATES = ("due", "later", "leased", "dead")


def count_jobs() -> dict[tuple[str, str], int]:
    """By kind and state: `due`, `later`, `leased` among the first `MOST_COUNTED`, `dead` among the latest."""
    where = case((Job.leased_by.is_not(None), "leased"), (Job.due_at <= now(), "due"), else_="later")
    waiting = select(Job.kind, where.label("state")).where(Job.is_waiting)
    dead = select(Job.kind, literal("dead").label("state")).where(Job.dead_at.is_not(None))
    found = union_all(
        _first(waiting.order_by(Job.due_at, Job.id)), _first(dead.order_by(Job.dead_at.desc()))
    ).subquery()
    query = select(found.c.kind, found.c.state, func.count()).group_by(found.c.kind, found.c.state)
    return {(kind, state): count for kind, state, count in db.session.execute(query)}


def _first(query: Select[str, str]) -> Select[str, str]:
    cut = query.limit(MOST_COUNTED).subquery()
    return select(cut.c.kind, cut.c.state)


def count_mails() -> dict[str, int]:
    """By state, of all that are kept."""
    cells = counts.read(["outbox_emails"])["outbox_emails"]
    return {state.value: cells.count({"state": [state.value]}) for state in MailState}


def oldest_owed_seconds() -> float:
    """For how long the job that is due first has waited for a worker; 0 where none is due."""
    free = Job.is_waiting, Job.leased_by.is_(None)
    due = db.session.scalar(select(Job.due_at).where(*free).order_by(Job.due_at, Job.id).limit(1))
    return max((now() - due).total_seconds(), 0.0) if due is not None else 0.0
