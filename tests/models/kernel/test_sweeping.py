"""What opens, counts or means nothing any more goes, by a range of an index and so many rows a turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from models.kernel import idempotency, jobs, sweeping
from models.kernel.access import sessions, throttling
from models.kernel.access.sessions import Session
from models.kernel.access.throttling import Attempt, Delay
from models.kernel.access.trusted_browsers import TrustedBrowser
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.idempotency import Submission
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.sign_in import throttle
from models.staff import impersonation
from models.staff.viewings import Impersonation

OLD = timedelta(days=400)


def session_of(number, moment):
    return Session(digest=f"{number:064}", site=Site.PORTAL, data={}, started_at=now(), seen_at=moment)


def job_of(number, moment):
    columns = {"payload": {}, "created_at": moment, "due_at": moment, "first_due_at": moment, "attempts": 1}
    return Job(kind=JobKind.MAIL, done_at=moment, **columns)


def attempt_of(number, moment):
    return Attempt(kind="sign-in", who="w", what="", ip="", at=moment)


SWEPT = {
    Submission: (
        idempotency.sweep,
        lambda n, at: Submission(key=f"{n:064}", kind="cases", subject_id=n, at=at),
    ),
    Attempt: (throttling.sweep, attempt_of),
    Delay: (throttling.sweep, lambda n, at: Delay(key=f"{n:064}", failures=3, last_at=at)),
    Session: (sessions.purge, session_of),
    Job: (jobs.sweep, job_of),
}


def kept(model, moments):
    with transaction() as session:
        session.add_all(SWEPT[model][1](number, moment) for number, moment in enumerate(moments, start=1))


def left(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("model", SWEPT, ids=lambda model: model.__tablename__)
def test_what_is_old_goes_and_what_is_not_stays(app, model):
    kept(model, [now() - OLD] * 3 + [now()] * 2)
    assert SWEPT[model][0]() == 3
    assert left(model) == 2


@pytest.mark.parametrize("model", SWEPT, ids=lambda model: model.__tablename__)
def test_a_turn_takes_no_more_than_its_batches_and_the_next_one_goes_on(app, model, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    monkeypatch.setattr(sweeping, "BATCHES", 2)
    kept(model, [now() - OLD] * 7)
    assert [SWEPT[model][0]() for _ in range(3)] == [4, 3, 0]


def test_a_session_in_use_for_too_long_goes_too(app):
    with transaction() as session:
        used = session_of(1, now())
        used.started_at = now() - sessions.LONGEST
        session.add(used)
    assert sessions.purge() == 1


def test_a_job_with_a_key_still_says_that_it_was_owed(app):
    kept(Job, [now() - OLD] * 2)
    with transaction() as session:
        session.scalars(select(Job)).first().key = "code-alarm:2024"
    assert jobs.sweep() == 1 and left(Job) == 1
    assert jobs.forget_before(now()) == 1 and left(Job) == 0


def test_a_wait_that_is_swept_was_over(app):
    assert throttling.KEPT > throttle.FORGET_AFTER


def test_each_sweep_reads_a_range_of_an_index(app, engine):
    if engine != "sqlite":
        pytest.skip("SQLite's plans: a small table is scanned on PostgreSQL, whatever its indexes")
    executed = []

    def listen(connection, cursor, statement, parameters, *rest):
        if statement.startswith("SELECT"):
            executed.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        for sweep in (*{swept for swept, _ in SWEPT.values()}, impersonation.purge):
            sweep()
        jobs.forget_before(now())
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    tables = {model.__tablename__ for model in (*SWEPT, TrustedBrowser, Impersonation)}
    assert {table for table in tables for statement, _ in executed if f"FROM {table} " in statement} == tables
    with db.engine.connect() as connection:
        for statement, parameters in executed:
            explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for step in (row[3] for row in explained):
                assert not step.startswith("SCAN") and "TEMP B-TREE" not in step, (step, statement)
