"""Owed work: written with the change that owes it, held by one worker at a time, never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel import heartbeats, jobs, workers
from models.kernel.clock import now
from models.kernel.jobs import BACK_OFF, LEASE, PATIENCE, Job
from models.kernel.transactions import transaction
from tests.support.records import count


def enqueue(kind="mail", **options):
    with transaction():
        return jobs.enqueue(kind, {"n": 1}, **options)


def claim(owner="w1", limit=20):
    return jobs.claim(owner, limit)


def test_a_job_is_owed_inside_a_transaction_and_goes_with_it(app):
    with pytest.raises(RuntimeError):
        jobs.enqueue("mail", {})
    with pytest.raises(ZeroDivisionError), transaction():
        jobs.enqueue("mail", {})
        raise ZeroDivisionError
    assert count(Job) == 0


def test_a_key_is_owed_once(app):
    assert enqueue(key="k") is not None
    assert enqueue(key="k") is None
    assert count(Job) == 1


def test_a_job_is_not_claimed_before_it_is_due(app, clock):
    enqueue(due=now() + timedelta(hours=1))
    assert claim() == []
    clock.shift(timedelta(hours=1, seconds=1))
    assert len(claim()) == 1


def test_jobs_are_claimed_in_the_order_in_which_they_are_due(app, clock):
    late, early = (
        enqueue("b", due=now() - timedelta(minutes=1)),
        enqueue("a", due=now() - timedelta(minutes=2)),
    )
    assert [job.id for job in claim(limit=1)] == [early.id]
    assert [job.id for job in claim(limit=1)] == [late.id]


def test_two_workers_never_hold_the_same_job(app):
    for _ in range(5):
        enqueue()
    first, second = claim("w1", 3), claim("w2", 3)
    assert len(first) == 3 and len(second) == 2
    assert not {job.id for job in first} & {job.id for job in second}


def test_a_worker_whose_clock_is_ahead_takes_nothing_from_another(app, clock):
    job = enqueue()
    claim("w1")
    clock.shift(LEASE + timedelta(minutes=10))
    assert claim("w2") == []
    with transaction():
        assert jobs.is_leased_by(job, "w1")


def test_what_a_dead_worker_held_is_free_again(app):
    job = enqueue()
    claim("w1")
    workers.leave("w1")
    assert [each.id for each in claim("w2")] == [job.id]
    with transaction():
        assert not jobs.is_leased_by(job, "w1")
        assert jobs.is_leased_by(job, "w2")


def test_each_worker_is_seen_by_itself_until_it_stops(app):
    workers.beat("w1")
    workers.beat("w2")
    assert set(workers.list_seen()) == {"w1", "w2"} and heartbeats.last_beat("worker")
    workers.leave("w1")
    assert set(workers.list_seen()) == {"w2"}


def test_a_worker_of_which_nothing_is_heard_for_long_is_forgotten(app, clock):
    workers.beat("w1")
    clock.shift(workers.FORGOTTEN + timedelta(seconds=1))
    workers.beat("w2")
    assert workers.forget() == 1
    assert set(workers.list_seen()) == {"w2"}


def test_a_finished_job_is_never_claimed_again(app, clock):
    job = enqueue()
    claim()
    jobs.done(job)
    clock.shift(timedelta(days=2))
    assert claim() == [] and jobs.backlog() == 0
    with transaction():
        assert not jobs.is_leased_by(job, "w1")


def test_a_failed_job_comes_back_after_one_five_fifteen_and_sixty_minutes(app, clock):
    clock.move_to(now(), tick=False)
    enqueue()
    for wait in (*BACK_OFF, BACK_OFF[-1]):
        (job,) = claim()
        assert jobs.retry_later(job, "pas de réponse")
        clock.shift(wait - timedelta(seconds=1))
        assert claim() == []
        clock.shift(timedelta(seconds=1))


def test_after_twenty_four_hours_it_is_given_up_with_its_last_error(app, clock):
    clock.move_to(now(), tick=False)
    job, begun, tries = enqueue(), now(), 0
    while claim():
        tries += 1
        if not jobs.retry_later(job, "x" * 900):
            break
        clock.move_to(job.due_at, tick=False)
    assert job.dead_at is not None and job.dead_at <= begun + PATIENCE
    assert job.dead_at > begun + PATIENCE - timedelta(hours=1) and len(job.last_error) == 500
    assert tries > 20 and claim() == []


def test_a_job_due_in_three_days_has_its_own_day_of_patience(app, clock):
    enqueue(due=now() + timedelta(days=3))
    clock.shift(timedelta(days=3, seconds=1))
    (job,) = claim()
    assert jobs.retry_later(job, "pas de réponse")


def test_what_no_retry_can_help_is_buried_at_once(app, clock):
    job = enqueue()
    claim()
    jobs.give_up(job, "adresse refusée")
    clock.shift(timedelta(days=2))
    assert claim() == [] and job.last_error == "adresse refusée"


def test_the_backlog_counts_what_is_due(app, clock):
    enqueue()
    enqueue(due=now() + timedelta(hours=1))
    assert jobs.backlog() == 1
    clock.shift(timedelta(hours=2))
    assert jobs.backlog() == 2


def test_a_heartbeat_is_kept_and_renewed(app, clock):
    assert heartbeats.last_beat("worker") is None
    heartbeats.beat("worker")
    first = heartbeats.last_beat("worker")
    clock.shift(60)
    heartbeats.beat("worker")
    assert heartbeats.last_beat("worker") > first


def test_what_was_done_goes_after_a_week_but_for_what_has_a_key(app, clock):
    done, kept, waiting = enqueue(), enqueue(key="k"), enqueue()
    for job in claim():
        if job.id in (done.id, kept.id):
            jobs.done(job)
    assert jobs.sweep() == 0
    clock.shift(timedelta(days=8))
    numbers = (done.id, kept.id, waiting.id)
    assert jobs.sweep() == 1
    assert [count(Job, Job.id == number) for number in numbers] == [0, 1, 1]
