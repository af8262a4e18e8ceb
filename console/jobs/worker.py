"""Claims due jobs and has each done, beside any number of other workers."""

from __future__ import annotations

import logging
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from console import directories, mailer
from console.directories import loaded
from console.jobs import owners, periodic
from console.jobs.context import Context
from console.jobs.kinds import JOBS
from console.telemetry.measures import JOB_FAILURES, JOB_SECONDS
from models.companies.directory import SearchedDirectory
from models.kernel import jobs, workers
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from views.templating import Brand

if TYPE_CHECKING:
    from console.telemetry.traces import Tracing

log = logging.getLogger(__name__)

BATCH = 5
"""Jobs leased at once: few enough for a slow server to be done with them well within the lease."""

MARGIN = timedelta(minutes=1)
"""A job whose lease ends sooner than this is left to whoever claims it next."""

IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 3.0
BEAT_SECONDS = 15.0
TEND_SECONDS = 5.0


class Worker:
    """One process's share of the work. Runs inside the application's context."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["bascule.settings"]
        self._app = app
        self._instance = settings.instance
        self._mailer = mailer.build(settings)
        self._directory: SearchedDirectory = app.extensions.get("bascule.directory") or directories.build(
            settings, loaded
        )
        brand = Brand(
            settings.portal_name, settings.authority_name, settings.help_phone, settings.test_banner
        )
        app.jinja_env.globals.setdefault("brand", brand)
        self._tracing: Tracing | None = app.extensions.get("bascule.traces")
        self.owner = owners.own_name()
        self._stop = Event()
        self._beaten = self._tended = float("-inf")
        self._signs: dict[str, tuple[datetime | None, float]] = {}

    def stop(self) -> None:
        """Asks the worker to end after the job under way; safe from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Works until it is told to stop."""
        log.info("worker %s begins", self.owner)
        in_trouble = False
        while not self._stop.is_set():
            with self._app.app_context():
                try:
                    if in_trouble:  # it lives, so that nobody else takes back what it held
                        jobs.release(self.owner)
                        in_trouble = False
                    self._tend()
                    idle = IDLE_SECONDS if not self._work() else 0.0
                except SQLAlchemyError as trouble:
                    log.error("the database does not answer: %s", type(trouble).__name__)
                    db.session.rollback()
                    idle, in_trouble = TROUBLE_SECONDS, True
            self._stop.wait(idle)
        with self._app.app_context():
            workers.leave(self.owner)
        log.info("worker %s ends", self.owner)

    def run_once(self) -> int:
        """Does what is due now, and what becomes due through it; returns the number of jobs."""
        count = 0
        with self._app.app_context():
            self._beat()
            self._take_back()
            periodic.do_due(self._instance, anyway=True)
            while done := self._work():
                count += done
            workers.leave(self.owner)
        return count

    def _tend(self) -> None:
        at = time.monotonic()
        if at - self._beaten >= BEAT_SECONDS:
            self._beat()
        if at - self._tended >= TEND_SECONDS:
            self._tended = at
            self._take_back()
            periodic.do_due(self._instance)

    def _beat(self) -> None:
        self._beaten = time.monotonic()
        workers.beat(self.owner)

    def _take_back(self) -> None:
        for owner in {*jobs.leaseholders(), *workers.list_seen()} - {self.owner}:
            if owners.is_gone(owner) or self._is_silent(owner):
                log.warning("worker %s died; its jobs are free again", owner)
                workers.leave(owner)

    def _is_silent(self, owner: str) -> bool:
        """Whether nothing was heard of a worker for a lease, by our own watch: its clock may be another.

        Who watches for a moment only (`--once`) believes the clocks where they are an hour apart.
        """
        sign, watch = workers.list_seen().get(owner), time.monotonic()
        heard = sign or jobs.lease_end(owner)
        if heard is not None and heard + workers.FORGOTTEN < now():
            return True
        if owner not in self._signs or self._signs[owner][0] != sign:
            self._signs[owner] = sign, watch
        return watch - self._signs[owner][1] > jobs.LEASE.total_seconds()

    def _work(self) -> int:
        """Claims a few jobs and does them; returns how many were claimed."""
        if not jobs.is_any_due():
            db.session.rollback()
            return 0
        claimed = jobs.claim(self.owner, BATCH)
        with self._mailer.opened() as post:
            context = Context(self._app, self.owner, self._mailer, post, self._directory)
            for job in claimed:
                if self._stop.is_set():
                    break
                if time.monotonic() - self._beaten >= BEAT_SECONDS:
                    self._beat()
                self._do(job, context)
        return len(claimed)

    def _span(self, kind: str) -> AbstractContextManager[None]:
        return nullcontext() if self._tracing is None else self._tracing.job(kind)

    def _do(self, job: Job, context: Context) -> None:
        if job.leased_until is None or job.leased_until - now() < MARGIN:
            jobs.release(self.owner)  # nobody claims what another holds: it and those after it are free
            return
        kind, begun = job.kind, time.perf_counter()
        try:
            if kind in JOBS:
                with self._span(kind):
                    JOBS[kind](job, context)
            else:
                context.end(job, lambda: jobs.give_up(job, f"nobody knows jobs of kind {kind}"))
        except Exception as trouble:
            # Its name alone: the words of an exception may hold what no log should. A database that does not
            # answer refuses this too; one that does was asked amiss, and others' jobs do not wait for that.
            name = type(trouble).__name__
            log.exception("job of kind %s failed", kind)
            JOB_FAILURES.labels(kind).inc()
            db.session.rollback()
            context.end(job, lambda: jobs.retry_later(job, name))
        finally:
            JOB_SECONDS.labels(kind).observe(time.perf_counter() - begun)
