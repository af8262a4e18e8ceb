"""A service that keeps failing is spared, and forgiven."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from console.directories import remotes
from console.directories.http import Trouble
from console.directories.remotes import Guarded
from models.directory import State
from tests.support.remote import OTHER, Fake


def test_a_service_that_keeps_failing_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr(remotes, "time", SimpleNamespace(monotonic=lambda: clock.now))
    remote = Fake(says=Trouble("down"))
    guarded = Guarded(remote)
    for _ in range(Guarded.FAILURES + 10):
        assert guarded.find(OTHER, 1).state is State.UNAVAILABLE
    assert len(remote.seconds) == Guarded.FAILURES
    remote.says = "open"
    clock.now += Guarded.PAUSE - 1
    assert guarded.find(OTHER, 1).state is State.UNAVAILABLE
    clock.now += 1
    assert guarded.find(OTHER, 1).state is State.OPEN


def test_a_success_forgives_earlier_failures() -> None:
    remote = Fake(says=Trouble("down"))
    guarded = Guarded(remote)
    for answer in [Trouble("down"), "open"] * Guarded.FAILURES:
        remote.says = answer
        guarded.find(OTHER, 1)
    assert len(remote.seconds) == 2 * Guarded.FAILURES
