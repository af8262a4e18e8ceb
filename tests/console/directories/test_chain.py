"""Several directories answer as one: in order and in time."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from console.directories import chain
from console.directories.facts import Garbage
from console.directories.http import Trouble
from models.directory import State
from tests.support.remote import OTHER, Fake, chain_of


def test_the_first_that_knows_answers_and_the_rest_are_left_alone() -> None:
    first, second = Fake(says="closed"), Fake(says="open")
    assert chain_of(first, second).find(OTHER).state is State.CLOSED
    assert not second.seconds


@pytest.mark.parametrize("failure", [Trouble("down"), Garbage("mad")])
def test_the_next_one_stands_in_for_one_that_fails(failure: Exception) -> None:
    assert chain_of(Fake(says=failure), Fake(says="open")).find(OTHER).state is State.OPEN


def test_unknown_is_said_only_when_nobody_failed() -> None:
    assert chain_of(Fake(says="unknown"), Fake(says="unknown")).find(OTHER).state is State.UNKNOWN
    assert chain_of(Fake(says=Trouble()), Fake(says="unknown")).find(OTHER).state is State.UNAVAILABLE
    assert chain_of(Fake(says="unknown"), Fake(says=Trouble())).find(OTHER).state is State.UNAVAILABLE


def test_the_unknown_of_a_complete_directory_is_final() -> None:
    after = Fake(says=Trouble())
    assert chain_of(Fake(says="unknown", is_complete=True), after).find(OTHER).state is State.UNKNOWN
    assert not after.seconds


def test_the_time_is_shared_between_those_still_to_be_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "time", SimpleNamespace(monotonic=lambda: 1_000.0))
    first, second = Fake(says=Trouble()), Fake(says=Trouble())
    chain_of(first, second).find(OTHER)
    assert first.seconds[0] == pytest.approx(chain.SECONDS / 2)
    assert second.seconds[0] == pytest.approx(chain.SECONDS)
