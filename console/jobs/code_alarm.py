"""The job that tells supervisors of many wrong access codes."""

from __future__ import annotations

from console.jobs.context import Context
from models import attachments
from models.kernel.jobs import Job


def run(job: Job, context: Context) -> None:
    """Sounds the alarm, which nobody who tries codes has to wait for."""
    context.done(job, attachments.sound_alarm)
