"""The job that looks the attached companies up again, every night, a few at a time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from console.jobs.context import ACTOR, Context
from models import cases, companies
from models.attachments.queries import list_attached_companies
from models.companies import Company
from models.companies.directory import State
from models.kernel import heartbeats, jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.values.days import PARIS
from models.values.siret import Siret
from views.messages.companies.directory import news_words

NAME = "watch"
"""Its sign of life: the end of the last walk."""

NIGHT = range(1, 6)
"""The hours, in France, in which nobody else needs the services' quotas."""

AT_ONCE = 200
SECONDS = 20.0
"""Companies, and the time, of one turn of the worker: mails go on between two."""

PAUSE, SILENT = timedelta(minutes=1), timedelta(minutes=15)
"""Until the next turn: a quota is free again by then; a directory that is away is left alone for longer."""


def begin() -> bool:
    """Owes the walk of this night, unless it was owed already or an earlier one goes on."""
    here = now().astimezone(PARIS)
    if here.hour not in NIGHT:
        return False
    with transaction():
        if jobs.is_owed(JobKind.WATCH_COMPANIES):
            return False
        key = f"{JobKind.WATCH_COMPANIES.value}:{here:%Y-%m-%d}"
        return jobs.enqueue(JobKind.WATCH_COMPANIES, {"after": 0}, key=key) is not None


def run(job: Job, context: Context) -> None:
    """Goes on where the last turn stopped, until all were looked up; in the day it waits for the night."""
    after, is_silent = int(job.payload["after"]), False
    if now().astimezone(PARIS).hour not in NIGHT:
        context.end(job, lambda: jobs.put_off(job, _next_night() - now(), "the night is over"))
        return
    end = time.monotonic() + SECONDS
    numbers = list_attached_companies(after, AT_ONCE)
    for number in numbers:
        if is_silent := not _look_up(number, context):
            break
        after = number
        if time.monotonic() > end:
            break
    if not numbers or (after == numbers[-1] and len(numbers) < AT_ONCE):
        context.done(job, lambda: heartbeats.beat(NAME))
        return

    def go_on() -> None:
        is_stuck = is_silent and after == job.payload["after"]
        job.payload = {"after": after}
        jobs.put_off(job, SILENT if is_stuck else PAUSE, "not all are looked up yet")

    context.end(job, go_on)


def _look_up(number: int, context: Context) -> bool:
    """Asks outside of any transaction; False when the directory is silent, or its quota spent."""
    company = db.session.get(Company, number)
    if company is None or company.is_to_verify:
        return True
    siret = Siret(company.siret)
    db.session.rollback()
    found = context.directory.find(siret, again=True)
    if found.state is State.UNAVAILABLE:
        return False
    with transaction():
        if (news := companies.note_news(company, found, actor=ACTOR)) is not None:
            cases.set_next(company, next_action=news_words(news), actor=ACTOR)
    return True


def _next_night() -> datetime:
    here = now().astimezone(PARIS)
    begins = here.replace(hour=NIGHT.start, minute=0, second=0, microsecond=0)
    return begins if here < begins else begins + timedelta(days=1)
