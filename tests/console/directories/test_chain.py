"""Several directories answer as one: in order and in time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from console.directories import chain
from console.directories.chain import Chain
from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.directories.local import Local
from models.companies.directory import Establishment, State
from models.companies.directory.services import Turn
from models.values.siret import Siret
from tests.support.servers.remote import LHSM, OTHER, Fake, chain_of, guarded


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


def test_those_who_find_no_place_among_the_few_that_wait_are_answered_at_once() -> None:
    """A hanging service holds `ASKERS` threads and no more; what it is not needed for is answered on."""
    hangs, both = threading.Event(), threading.Barrier(chain.ASKERS + 1)

    class Hanging(Fake):
        def ask(self, siret: Siret, seconds: float) -> Establishment:
            both.wait(20)
            hangs.wait(20)
            raise Trouble("timeout")

    directory = Chain([guarded(Hanging())])
    with ThreadPoolExecutor(chain.ASKERS) as pool:
        waiting = [pool.submit(directory.find, OTHER) for _ in range(chain.ASKERS)]
        both.wait(20)
        assert directory.find(LHSM).state is State.UNAVAILABLE
        assert not any(found.done() for found in waiting), "which it was without waiting for them"
        hangs.set()
        assert {found.result().state for found in waiting} == {State.UNAVAILABLE}
    assert Chain([Local(), guarded(Hanging())]).find(LHSM).is_found


def test_who_has_the_time_waits_for_a_quota_and_says_so() -> None:
    heard: list[float] = []
    directory = Chain([guarded(Fake(says="open"), Turn(wait=9.0))], seconds=0.01)
    assert directory.find(OTHER).state is State.UNAVAILABLE
    directory = Chain([guarded(Fake(says="open"), Turn(wait=0.02), Turn(wait=0.01))], seconds=0.01)
    assert directory.find_patiently(OTHER, heard.append).state is State.OPEN
    assert heard == [0.02, 0.01]


def test_nobody_waits_for_an_outage_nor_for_a_quota_without_end() -> None:
    heard: list[float] = []
    assert chain_of(Fake(says=Trouble())).find_patiently(OTHER, heard.append).state is State.UNAVAILABLE
    long = Trouble(is_quota=True, wait=chain.LONGEST_WAIT + 1)
    assert chain_of(Fake(says=long)).find_patiently(OTHER, heard.append).state is State.UNAVAILABLE
    closed = Chain([guarded(Fake(says="open"), Turn(is_closed=True))])
    assert closed.find_patiently(OTHER, heard.append).state is State.UNAVAILABLE
    assert heard == []


def test_the_time_is_shared_between_those_still_to_be_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "time", SimpleNamespace(monotonic=lambda: 1_000.0))
    first, second = Fake(says=Trouble()), Fake(says=Trouble())
    chain_of(first, second).find(OTHER)
    assert first.seconds[0] == pytest.approx(chain.SECONDS / 2, abs=0.5)
    assert second.seconds[0] == pytest.approx(chain.SECONDS, abs=0.5)
