"""What is owed is done: once, whoever dies, and again later when it must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from console.jobs.context import Context
from console.jobs.kinds import JOBS
from console.jobs.worker import MARGIN, TROUBLE_SECONDS, Worker
from models.kernel import heartbeats, jobs, workers
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from tests.support import people
from tests.support.owed import enqueue_mails
from tests.support.servers.smtp import Sink


def test_what_a_job_owes_is_done_in_the_same_run(work: Callable[[], int], sink: Sink) -> None:
    with transaction():
        jobs.enqueue("code-alarm", {})
    people.staff("supervisor", email="sup@example.org")
    work()
    assert [got.to for got in sink.mails] == [["sup@example.org"]]


def test_a_job_that_nobody_knows_is_buried(work: Callable[[], int]) -> None:
    with transaction():
        job = jobs.enqueue("dance", {})
    assert job is not None
    work()
    db.session.refresh(job)
    assert job.dead_at is not None


def test_a_fault_of_ours_puts_the_job_off_and_does_not_tell_what_it_met(
    work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = enqueue_mails()

    def broken(_: OutboxEmail) -> None:
        raise LookupError("the code 4827")

    monkeypatch.setattr("console.jobs.mail.render", broken)
    work()
    job = db.session.scalars(
        db.select(Job).where(Job.kind == jobs.JobKind.MAIL)
    ).one()  # by night more is owed
    assert (job.last_error, job.leased_by) == ("LookupError", None)
    assert job.due_at > now()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM nothing_of_that_name",
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$",  # a deadlock
    ],
)
def test_a_job_at_which_the_database_balks_is_put_off_and_the_others_of_its_claim_are_done(
    work: Callable[[], int], sink: Sink, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    def balks(*_: object) -> None:
        db.session.execute(db.text(statement))

    monkeypatch.setitem(JOBS, "code-alarm", balks)
    with transaction():
        job = jobs.enqueue(jobs.JobKind.CODE_ALARM, {})
    assert job is not None
    enqueue_mails()
    work()
    db.session.refresh(job)
    assert job.is_waiting and job.leased_by is None and job.due_at > now()
    assert len(sink.mails) == 1


def test_a_worker_whose_database_was_away_gives_back_what_it_held_and_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, waits, is_away = Worker(app), list[float](), [True]

    def cut(usual: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*given: object) -> object:
            if is_away:
                raise OperationalError("", {}, Exception())
            return usual(*given)

        return ask

    def wait(seconds: float) -> None:
        """It is away as a job ends, and still as its lease is given back; then it answers."""
        waits.append(seconds)
        if len(waits) == 2:
            is_away.clear()
        elif len(waits) == 3:
            worker.stop()

    monkeypatch.setitem(JOBS, "code-alarm", cut(lambda job, context: context.done(job)))
    for name in ("is_leased_by", "release"):
        monkeypatch.setattr(jobs, name, cut(getattr(jobs, name)))
    monkeypatch.setattr("console.jobs.worker.periodic.do_due", lambda *_: None)
    monkeypatch.setattr(worker._stop, "wait", wait)
    with transaction():
        job = jobs.enqueue(jobs.JobKind.CODE_ALARM, {})
    worker.run()
    assert waits == [TROUBLE_SECONDS, TROUBLE_SECONDS, 0.0]
    assert job is not None
    db.session.refresh(job)
    assert job.done_at is not None


def test_what_is_too_late_to_begin_is_claimed_anew(
    work: Callable[[], int], monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    def lasts(job: Job, context: Context) -> None:
        clock.shift((jobs.LEASE - MARGIN).total_seconds() + 1)
        context.done(job)

    monkeypatch.setitem(JOBS, "code-alarm", lasts)
    with transaction():
        owed = [jobs.enqueue(jobs.JobKind.CODE_ALARM, {}) for _ in range(3)]
    work()
    for job in owed:
        db.session.refresh(job)
        assert job is not None and job.done_at is not None


def test_the_worker_says_that_it_lives(work: Callable[[], int]) -> None:
    work()
    seen = heartbeats.last_beat("worker")
    assert seen is not None and now() - seen < timedelta(seconds=30)


def test_the_jobs_of_a_worker_that_falls_silent_are_anothers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "0123456789abcdef:1:1"
    workers.beat(other)
    worker, watch = Worker(app), [0.0]
    monkeypatch.setattr("console.jobs.worker.time.monotonic", lambda: watch[0])
    enqueue_mails()
    (job,) = jobs.claim(other)
    lease = jobs.LEASE.total_seconds()
    for at, beats in ((0, False), (lease - 1, True), (2 * lease - 2, False), (2 * lease - 1, False)):
        watch[0] = at
        if beats:
            workers.beat(other)
        worker._take_back()
        with transaction():
            assert jobs.is_leased_by(job, other), "it was heard of within the lease"
    watch[0] = 2 * lease
    worker._take_back()
    with transaction():
        assert not jobs.is_leased_by(job, other), "it must not end the job any more"
    assert other not in workers.list_seen()


def test_who_works_now_and_then_takes_over_from_who_was_silent_for_an_hour(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    other = "0123456789abcdef:1:1"
    workers.beat(other)
    enqueue_mails()
    jobs.claim(other)
    work()
    assert not sink.mails
    clock.shift(workers.FORGOTTEN.total_seconds() + 1)
    work()
    assert len(sink.mails) == 1
