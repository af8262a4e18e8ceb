"""What a job is given to do its work with, and its one way to end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from console.mailer import Mailer, Post
from models.companies.directory import SearchedDirectory
from models.kernel import jobs
from models.kernel.actors import Actor
from models.kernel.jobs import Job
from models.kernel.transactions import transaction

log = logging.getLogger(__name__)

ACTOR = Actor.system("worker")
"""Who does what no person asked for."""


@dataclass(frozen=True)
class Context:
    """One worker's means; `post` stays open for the jobs that were claimed together."""

    app: Flask
    owner: str
    mailer: Mailer
    post: Post
    directory: SearchedDirectory

    def end(self, job: Job, *steps: Callable[[], object]) -> None:
        """Ends a job with its results in one transaction, unless another worker has it by now."""
        with transaction():
            if not jobs.is_leased_by(job, self.owner):
                log.warning("the lease of job %s was lost", job.id)
                return
            for step in steps:
                step()

    def done(self, job: Job, *steps: Callable[[], object]) -> None:
        """Ends a job that is done, its results before it."""
        self.end(job, *steps, lambda: jobs.done(job))
