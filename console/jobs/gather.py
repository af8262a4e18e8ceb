"""The job that turns the notices held for one address into a single mail."""

from __future__ import annotations

from console.jobs.context import Context
from models import mails
from models.kernel.jobs import Job


def run(job: Job, context: Context) -> None:
    """Owes the mail that lists them."""
    context.done(job, lambda: mails.gather(job.payload["to"]))
