"""Does what is owed: claims due jobs and ends each, beside any number of other workers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from console import directories, mailer, owners, periodic
from console.directories import loaded
from models import accounts, attachments, audit, companies, mails
from models.companies import Company
from models.directory import Directory
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.mails import MailState, OutboxEmail
from models.reports import audit_checks
from models.values.siret import Siret
from views import mails as letters
from views.templating import Brand

log = logging.getLogger(__name__)

BATCH = 5
"""Jobs leased at once: few enough for a slow server to be done with them well within the lease."""

MARGIN = timedelta(minutes=1)
"""A job whose lease ends sooner than this is left to whoever claims it next."""

IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 3.0
BEAT_SECONDS = 15.0
TEND_SECONDS = 5.0

ASK_AGAIN = timedelta(minutes=15)
"""How long the directory is left alone when it cannot say anything of a company typed by hand."""

_DUE = (MailState.OWED.value, MailState.RETRYING.value)


class Worker:
    """One process's share of the work. Runs inside the application's context."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["bascule.settings"]
        self._app = app
        self._instance = settings.instance
        self._mailer = mailer.build(settings)
        self._directory: Directory = app.extensions.get("bascule.directory") or directories.build(
            settings, loaded.find
        )
        brand = Brand(
            settings.portal_name, settings.authority_name, settings.help_phone, settings.test_banner
        )
        app.jinja_env.globals.setdefault("brand", brand)
        self.owner = owners.mine()
        self._stop = Event()
        self._beaten = self._tended = float("-inf")
        self._kinds: dict[str, Callable[[Job], None]] = {
            "gather": self._gather,
            "verify-company": self._verify_company,
            "code-alarm": self._sound_alarm,
            audit_checks.KIND: self._verify_trail,
            accounts.ANSWER: self._answer,
        }

    def stop(self) -> None:
        """Asks the worker to end after the job under way; safe from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Works until it is told to stop."""
        log.info("worker %s begins", self.owner)
        while not self._stop.is_set():
            with self._app.app_context():
                try:
                    self._tend()
                    idle = IDLE_SECONDS if not self._work() else 0.0
                except SQLAlchemyError as trouble:
                    log.error("the database does not answer: %s", type(trouble).__name__)
                    db.session.rollback()
                    idle = TROUBLE_SECONDS
            self._stop.wait(idle)
        with self._app.app_context():
            jobs.release(self.owner)
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
        jobs.beat("worker")

    def _take_back(self) -> None:
        for owner in jobs.leaseholders():
            if owner != self.owner and owners.is_gone(owner):
                log.warning("worker %s died; its jobs are free again", owner)
                jobs.release(owner)

    def _work(self) -> int:
        """Claims a few jobs and does them; returns how many were claimed."""
        if not jobs.is_any_due():
            db.session.rollback()
            return 0
        claimed = jobs.claim(self.owner, BATCH)
        with self._mailer.opened() as post:
            for job in claimed:
                if self._stop.is_set():
                    break
                self._do(job, post)
        return len(claimed)

    def _do(self, job: Job, post: mailer.Post) -> None:
        if job.leased_until is None or job.leased_until - now() < MARGIN:
            return
        kind = job.kind
        try:
            if kind == "mail":
                self._mail(job, post)
            elif kind in self._kinds:
                self._kinds[kind](job)
            else:
                self._end(job, lambda: jobs.give_up(job, f"nobody knows jobs of kind {kind}"))
        except SQLAlchemyError:
            raise  # the database itself: the lease runs out and the job is claimed again
        except Exception as trouble:
            # Its name alone: the words of an exception may hold what no log should.
            name = type(trouble).__name__
            log.exception("job of kind %s failed", kind)
            db.session.rollback()
            self._end(job, lambda: jobs.retry_later(job, name))

    def _end(self, job: Job, *steps: Callable[[], object]) -> None:
        """Ends a job with its results in one transaction, unless another worker has it by now."""
        with transaction():
            if not jobs.holds(job, self.owner):
                log.warning("the lease of job %s was lost", job.id)
                return
            for step in steps:
                step()

    def _mail(self, job: Job, post: mailer.Post) -> None:
        mail = db.session.get(OutboxEmail, job.payload["mail"])
        if mail is None or mail.state not in _DUE:
            self._end(job, lambda: jobs.done(job))
            return
        if mail.token is not None and not mail.token.is_live:
            self._end(job, lambda: mails.dropped(mail), lambda: jobs.done(job))
            return
        try:
            message = self._mailer.compose(mail, letters.render(mail))
            name = f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.id:09d}-{mail.kind}"
            db.session.rollback()  # no transaction stays open while a server is waited for
            post.send(message, name)
        except mailer.Refused as refused:
            told = str(refused)
            log.warning("mail %s was refused: %s", name_of(mail), told)
            self._end(
                job,
                lambda: mails.postponed(mail, error=told, next_at=None),
                lambda: jobs.give_up(job, told),
            )
        except mailer.Postponed as trouble:
            told = str(trouble)
            log.warning("mail %s did not leave: %s", name_of(mail), told)
            self._end(job, lambda: self._postpone(job, mail, told))
        else:
            number = str(message["Message-ID"])
            self._end(job, lambda: mails.sent(mail, message_id=number), lambda: jobs.done(job))

    @staticmethod
    def _postpone(job: Job, mail: OutboxEmail, told: str) -> None:
        lives = jobs.retry_later(job, told)
        mails.postponed(mail, error=told, next_at=job.due_at if lives else None)

    def _gather(self, job: Job) -> None:
        self._end(job, lambda: mails.gather(job.payload["to"]), lambda: jobs.done(job))

    def _sound_alarm(self, job: Job) -> None:
        self._end(job, attachments.sound_alarm, lambda: jobs.done(job))

    def _answer(self, job: Job) -> None:
        self._end(job, lambda: accounts.answer(job.payload), lambda: jobs.done(job))

    def _verify_trail(self, job: Job) -> None:
        number = job.id

        def told(seen: int) -> None:
            with self._app.app_context():  # another session: this one is reading the whole trail
                audit_checks.progressed(number, seen)

        try:
            outcome = {"events": audit.verify(told)}
        except audit.BrokenTrail as broken:
            outcome = {"broken_at": broken.sequence}
        db.session.rollback()
        self._end(
            job, lambda: audit_checks.record_outcome(outcome, actor=periodic.ACTOR), lambda: jobs.done(job)
        )

    def _verify_company(self, job: Job) -> None:
        company = db.session.get(Company, job.payload["company"])
        if company is None or not company.is_to_verify:
            self._end(job, lambda: jobs.done(job))
            return
        siret = Siret(company.siret)
        db.session.rollback()
        found = self._directory.find(siret)

        def told() -> None:
            if companies.verify(company, found, actor=periodic.ACTOR):
                jobs.done(job)
            else:
                jobs.put_off(job, ASK_AGAIN, "the directory does not answer")

        self._end(job, told)


def name_of(mail: OutboxEmail) -> str:
    """How a log names a mail: never by its address."""
    return f"{mail.id} ({mail.kind})"
