"""An `Idempotency-Key` stands for one body, and does what it does once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from models.kernel.base import db
from models.kernel.transactions import transaction
from models.staff import machines
from models.staff.machines import writes
from models.staff.machines.tables import ApiWrite
from tests.support.callers import issued


def test_the_same_body_is_the_same_write_and_another_is_refused(app):
    key, _ = issued()
    assert machines.claim(key, "a", b"1") == machines.claim(key, "a", b"1")
    with pytest.raises(machines.OtherBody):
        machines.claim(key, "a", b"2")
    assert machines.claim(key, "b", b"2") != machines.claim(key, "a", b"1")


def test_two_programs_may_use_one_name(app):
    (mine, _), (other, _) = issued(), issued()
    assert machines.claim(mine, "a", b"1") != machines.claim(other, "a", b"2")


def test_a_step_is_taken_once_for_a_submission_and_each_time_without(app):
    done = []
    for submission in ("a", "a", "b", None, None):
        machines.perform_once(submission, "request-move", lambda: done.append(1))
    assert len(done) == 4


def test_a_step_that_failed_may_be_taken_again(app):
    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction():
        machines.perform_once("a", "request-move", fail)
    done = []
    machines.perform_once("a", "request-move", lambda: done.append(1))
    assert done == [1]


def test_bodies_are_forgotten_a_week_after_what_they_made(app, noon):
    key, _ = issued()
    machines.claim(key, "a", b"1")
    noon.shift(timedelta(days=13))
    assert writes.sweep() == 0
    noon.shift(timedelta(days=2))
    assert writes.sweep() == 1
    machines.claim(key, "a", b"2")


def test_no_code_is_found_out_by_whoever_reads_the_bodies_digests(app):
    key, _ = issued()
    bodies = [f'{{"access_code": "{code:04d}"}}'.encode() for code in range(10_000)]
    machines.claim(key, "a", bodies[4827])
    held = db.session.scalars(db.select(ApiWrite.fingerprint)).one()
    assert held not in {hashlib.sha256(body).hexdigest() for body in bodies}
