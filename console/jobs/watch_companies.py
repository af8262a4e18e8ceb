"""The job that looks the attached companies up again, every night, a few at a time."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from console.jobs.context import ACTOR, Context
from models import cases, companies
from models.attachments.queries import list_attached_companies
from models.companies import Company
from models.companies.directory import State
from models.companies.succession.going_on import list_successors
from models.kernel import heartbeats, jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.values.days import PARIS
from models.values.siret import Siret
from views.messages.companies.directory import news_words

log = logging.getLogger(__name__)

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
    """Goes on where the last turn stopped, until all were looked up; in the day it waits for the night.

    A company about which the directory stays silent, while it answers about others, waits for another night.
    Each turn that nobody is answered in lets the next one ask of one company more.
    """
    first, unanswered = int(job.payload["after"]), int(job.payload.get("unanswered", 0))
    if now().astimezone(PARIS).hour not in NIGHT:
        context.end(job, lambda: jobs.put_off(job, _next_night() - now(), "the night is over"))
        return
    end = time.monotonic() + SECONDS
    numbers, after, vain = list_attached_companies(first, AT_ONCE), first, 0
    for number in numbers:
        if time.monotonic() > end:
            break
        if _look_up(number, context):
            if vain:
                log.warning("the directory has no answer about %s companies: they wait a night", vain)
            after, vain = number, 0
        elif after != first or vain == unanswered:
            break
        else:  # turns were over here before: whoever comes next tells whether anybody is answered
            vain += 1
    else:
        if len(numbers) < AT_ONCE:
            # Where not one was answered the walk is over, and was none.
            context.done(job, *([lambda: heartbeats.beat(NAME)] if after or not numbers else []))
            return

    def go_on() -> None:
        is_stuck = after == first
        job.payload = {"after": after, "unanswered": unanswered + 1 if is_stuck else 0}
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
    has_closed = found.state is State.CLOSED and company.directory_state != State.CLOSED
    followers = list_successors(company, context.directory, found) if has_closed else []
    db.session.rollback()
    with transaction():
        if (news := companies.note_news(company, found, actor=ACTOR)) is not None:
            cases.set_next(company, next_action=news_words(news, followers), actor=ACTOR)
    return True


def _next_night() -> datetime:
    here = now().astimezone(PARIS)
    begins = here.replace(hour=NIGHT.start, minute=0, second=0, microsecond=0)
    return begins if here < begins else begins + timedelta(days=1)
