"""The job that goes once over the requests whose search text is older than the rule that it follows names."""

from __future__ import annotations

import time
from datetime import timedelta

from console.jobs import watch_companies
from console.jobs.context import Context
from models.kernel import jobs
from models.kernel.clock import now
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.road_openings import renaming
from models.values.days import PARIS

SECONDS = 10.0
"""Of one turn of the worker: mails go on between two."""

PAUSE = timedelta(seconds=30)

KEY = "mend-search:requests"
"""It is owed once: from then on each text follows what it names."""


def begin() -> bool:
    """Owes the walk, in the night, where there is any request and it was not owed yet."""
    if now().astimezone(PARIS).hour not in watch_companies.NIGHT or not renaming.has_any_request():
        return False
    with transaction():
        return jobs.enqueue(JobKind.MEND_SEARCH, {"after": 0}, key=KEY) is not None


def run(job: Job, context: Context) -> None:
    """Goes on where the last turn stopped, a batch a transaction, until all were looked at."""
    end, after = time.monotonic() + SECONDS, int(job.payload["after"])
    while time.monotonic() < end:
        if (last := renaming.mend_texts(after)) is None:
            context.done(job)
            return
        after = last

    def go_on() -> None:
        job.payload = {"after": after}
        jobs.go_on_later(job, PAUSE)

    context.end(job, go_on)
