"""The job that proves the audit trail, as somebody asked for from a page."""

from __future__ import annotations

from console.jobs.context import ACTOR, Context
from models import audit
from models.kernel.base import db
from models.kernel.jobs import Job
from models.reports import audit_checks


def run(job: Job, context: Context) -> None:
    """Reads the trail to its end or its first bad event, and leaves the result."""
    number = job.id

    def progress(seen: int) -> None:
        with context.app.app_context():  # another session: this one is reading the whole trail
            audit_checks.progressed(number, seen)

    try:
        outcome = {"events": audit.verify(progress)}
    except audit.BrokenTrail as broken:
        outcome = {"broken_at": broken.sequence}
    db.session.rollback()
    context.done(job, lambda: audit_checks.record_outcome(outcome, actor=ACTOR))
