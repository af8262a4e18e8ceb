"""The job that compares a company typed by hand with the directory."""

from __future__ import annotations

from datetime import timedelta

from console.jobs.context import ACTOR, Context
from models import companies
from models.companies import Company
from models.companies.directory import State
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import Job
from models.values.siret import Siret

ASK_AGAIN = timedelta(minutes=15)
"""How long the directory is left alone when it cannot say anything."""

UNKNOWN_AGAIN = timedelta(days=1)
"""A new establishment takes some days to be known: unknown is not for ever."""


def run(job: Job, context: Context) -> None:
    """Asks outside of any transaction, and never gives up: a directory may be away for long."""
    company = db.session.get(Company, job.payload["company"])
    if company is None or not company.is_to_verify:
        context.done(job)
        return
    siret = Siret(company.siret)
    db.session.rollback()
    found = context.directory.find(siret)

    def conclude() -> None:
        if companies.verify(company, found, actor=ACTOR):
            jobs.done(job)
        else:
            is_silent = found.state is State.UNAVAILABLE
            why = "the directory does not answer" if is_silent else "the directory does not know it"
            jobs.put_off(job, ASK_AGAIN if is_silent else UNKNOWN_AGAIN, why)

    context.end(job, conclude)
