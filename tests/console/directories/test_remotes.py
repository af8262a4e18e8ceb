"""A service is asked within its quota, once more when it stumbles, and what became of it is noted for all."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from console.directories import remotes
from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.directories.remotes import Guarded, OverQuota
from models.companies.directory import State
from models.companies.directory.services import FAILURES, PAUSE, Turn
from models.kernel.clock import now
from tests.support.servers.remote import OTHER, Fake, Forgetful, Ledger, guarded

BRIEF, BUSY = (
    Trouble("status 502", is_brief=True),
    Trouble("status 429", is_brief=True, is_quota=True, wait=1.0),
)


class Watch:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.slept = 1_000.0, list[float]()
        monkeypatch.setattr(remotes, "time", SimpleNamespace(monotonic=lambda: self.at, sleep=self._sleep))

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_a_stumble_is_asked_once_more_a_moment_later(watch: Watch) -> None:
    remote, ledger = Fake(says=[BRIEF, "open"]), Ledger()
    assert Guarded("x", remote, ledger, Forgetful()).find(OTHER, 5).state is State.OPEN
    assert len(watch.slept) == 1 and remotes.JITTER[0] <= watch.slept[0] <= remotes.JITTER[1]
    assert ledger.notes == []


def test_it_is_asked_twice_at_most_and_the_failure_is_noted_once(watch: Watch) -> None:
    remote, ledger = Fake(says=BRIEF), Ledger()
    assert Guarded("x", remote, ledger, Forgetful()).find(OTHER, 5).state is State.UNAVAILABLE
    assert len(remote.seconds) == 2
    assert ledger.notes == [("failed", None)]


@pytest.mark.parametrize("failure", [Trouble("timeout"), Trouble("too large"), Garbage("mad")])
def test_what_will_be_no_better_in_a_moment_is_not_asked_again(watch: Watch, failure: Exception) -> None:
    remote, ledger = Fake(says=failure), Ledger()
    assert Guarded("x", remote, ledger, Forgetful()).find(OTHER, 5).state is State.UNAVAILABLE
    assert len(remote.seconds) == 1 and watch.slept == []
    assert ledger.notes == [("failed", None)]


def test_retry_after_is_obeyed_where_there_is_time_for_it(watch: Watch) -> None:
    remote, ledger = Fake(says=[BUSY, "open"]), Ledger()
    assert Guarded("x", remote, ledger, Forgetful()).find(OTHER, 5).state is State.OPEN
    assert 1.0 < watch.slept[0] <= 1.0 + remotes.JITTER[1]
    assert ledger.notes == [("pause", 1.0)], "nobody else asks meanwhile"


def test_without_the_time_it_is_said_when_to_come_back(watch: Watch) -> None:
    remote, ledger = Fake(says=BUSY), Ledger()
    with pytest.raises(OverQuota) as busy:
        Guarded("x", remote, ledger, Forgetful()).find(OTHER, 1.2)
    assert 1.0 < busy.value.wait < 1.5
    assert len(remote.seconds) == 1 and ledger.notes == [("pause", 1.0)], "and it is no failure"


def test_a_quota_without_a_time_is_waited_for_as_long_as_it_lasts(watch: Watch) -> None:
    ledger = Ledger()
    Guarded("x", Fake(says=[Trouble(is_brief=True, is_quota=True), "open"]), ledger, Forgetful()).find(
        OTHER, 5
    )
    assert ledger.notes == [("pause", Fake.quota.seconds)]


def test_an_outage_that_says_how_long_it_lasts_is_noted_with_it(watch: Watch) -> None:
    ledger = Ledger()
    down = Trouble("status 503", is_brief=True, wait=30.0)
    assert Guarded("x", Fake(says=down), ledger, Forgetful()).find(OTHER, 5).state is State.UNAVAILABLE
    assert ledger.notes == [("failed", 30.0)] and watch.slept == []


def test_a_turn_is_waited_for_within_the_time_only(watch: Watch) -> None:
    remote = Fake(says="open")
    assert guarded(remote, Turn(wait=0.7), Turn(wait=0.1)).find(OTHER, 5).state is State.OPEN
    assert sum(watch.slept) == pytest.approx(0.82)
    with pytest.raises(OverQuota):
        guarded(remote, Turn(wait=4.8)).find(OTHER, 5)
    assert len(remote.seconds) == 1


def test_a_service_that_is_left_alone_is_not_asked(watch: Watch) -> None:
    remote = Fake(says="open")
    assert guarded(remote, Turn(is_closed=True)).find(OTHER, 5).state is State.UNAVAILABLE
    assert remote.seconds == []


def test_a_success_after_failures_is_noted(watch: Watch) -> None:
    ledger = Ledger(Turn(is_troubled=True))
    Guarded("x", Fake(says="open"), ledger, Forgetful()).find(OTHER, 5)
    assert ledger.notes == ["answered"]


def test_a_probe_that_meets_the_quota_shows_that_the_service_is_well(
    app: Flask, watch: Watch, clock: Any
) -> None:
    clock.move_to(now(), tick=False)
    remote = Guarded("x", Fake(says=[Trouble("timeout")] * FAILURES + [BUSY] + ["open"] * 3))
    for _ in range(FAILURES):
        assert remote.find(OTHER, 5).state is State.UNAVAILABLE
    clock.shift(PAUSE)
    with pytest.raises(OverQuota):  # a batch comes back then
        remote.find(OTHER, 1.2)
    clock.shift(timedelta(seconds=1.5))
    assert [remote.find(OTHER, 5).state for _ in range(3)] == [State.OPEN] * 3
