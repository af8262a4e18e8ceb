"""The job that takes in a file that was sent from the console, a slice at a time."""

from __future__ import annotations

import logging
from datetime import timedelta

from console.imports.reader import FileRefused
from console.imports.runs.ledger import Ledger, Pause
from console.imports.runs.running import take_slice
from console.jobs.context import ACTOR, Context
from models.documents.imports import FileGone, ImportRun, ImportState, files, working
from models.documents.imports.working import Halted
from models.kernel import jobs
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.jobs import Job

log = logging.getLogger(__name__)


def run(job: Job, context: Context) -> None:
    """Goes on where the run stands; paused or dropped meanwhile, it stops between two lines."""
    found = working.find_run(job.payload["run"])
    if found is None:
        context.done(job)
        return
    if not found.is_working:
        context.end(job, lambda: _leave(job, found))
        return
    state = ImportState(found.state)
    try:
        _go_on(found, job, context)
    except Pause as pause:
        wait = timedelta(seconds=pause.seconds)
        db.session.rollback()
        context.end(job, lambda: jobs.go_on_later(job, wait))
    except Halted:
        db.session.rollback()
        context.end(job, lambda: _leave(job, found))
    except FileGone:
        db.session.rollback()
        context.done(job, lambda: working.lose(found, state, actor=ACTOR))
    except (FileRefused, NotAllowed) as refused:
        log.warning("import %s stops: %s", found.id, type(refused).__name__)
        db.session.rollback()
        context.done(job, lambda: working.stop(found, state, actor=ACTOR))


def _leave(job: Job, found: ImportRun) -> None:
    """Ends the job of a run that was held, unless somebody resumed it since: no other job was owed then."""
    if working.is_working(found):
        jobs.put_off(job, timedelta(), "")
    else:
        jobs.done(job)


def _go_on(found: ImportRun, job: Job, context: Context) -> None:
    state, person = ImportState(found.state), found.agent if found.rehearses_now else found.runner
    if person is not None and not person.is_active:
        raise NotAllowed
    actor = Actor.of_agent(person) if person is not None else ACTOR
    ledger = Ledger(found)
    settings = context.app.extensions["bascule.settings"]
    take_slice(found, ledger, settings, context.directory, actor)
    gone = list[str | None]()
    context.done(job, lambda: gone.append(working.finish(found, state, actor=actor)))
    for key in gone:
        files.forget(key)
