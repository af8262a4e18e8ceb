"""Several directories answer as one: in order and in time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import TimeoutError

from console.directories import chain
from console.directories.chain import Chain
from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.directories.local import Local
from console.directories.remotes import Guarded
from models.companies.directory import Establishment, State, answers
from models.companies.directory.services import Turn
from models.kernel.base import db
from models.kernel.clock import now
from models.values.siret import Siret
from tests.support.servers.remote import LHSM, OTHER, Fake, Forgetful, Ledger, chain_of, guarded


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


# -- what services answered is kept in the database


def keeping(*remotes: Fake) -> Chain:
    """Of services whose answers are kept in the database."""
    return Chain([Guarded(f"fake-{n}", remote, Ledger()) for n, remote in enumerate(remotes)])


def test_another_process_asks_nothing_and_tells_how_old_the_answer_is(app: Flask, clock: Any) -> None:
    clock.move_to(now(), tick=False)
    first, second = Fake(says="open"), Fake(says="closed")
    assert keeping(first).find(OTHER).seen_at is None
    given = now()
    clock.shift(timedelta(hours=3))
    found = keeping(second).find(OTHER)
    assert (found.state, found.seen_at) == (State.OPEN, given)
    assert second.seconds == []


def test_who_asks_again_is_told_what_the_service_says_now_and_so_is_everybody_after(
    app: Flask, clock: Any
) -> None:
    clock.move_to(now(), tick=False)
    remote = Fake(says=["open", "closed"])
    keeping(remote).find(OTHER)
    assert keeping(remote).find(OTHER, again=True).state is State.CLOSED
    assert keeping(remote).find(OTHER).state is State.CLOSED
    assert len(remote.seconds) == 2


def test_an_outage_is_asked_again_at_once(app: Flask) -> None:
    remote = Fake(says=[Trouble("down"), "open"])
    assert keeping(remote).find(OTHER).state is State.UNAVAILABLE
    assert keeping(remote).find(OTHER).state is State.OPEN


def test_the_first_ones_kept_unknown_leaves_the_second_its_turn(app: Flask, clock: Any) -> None:
    clock.move_to(now(), tick=False)
    first, second = Fake(says="unknown"), Fake(says=[Trouble("down"), "unknown"])
    assert keeping(first, second).find(OTHER).state is State.UNAVAILABLE
    clock.shift(timedelta(minutes=5))
    found = keeping(first, second).find(OTHER)
    assert found.state is State.UNKNOWN and found.seen_at == now() - timedelta(minutes=5)
    assert (len(first.seconds), len(second.seconds)) == (1, 2)


def test_what_is_kept_is_told_while_the_service_is_down_or_all_places_are_taken(app: Flask) -> None:
    remote = Fake(says=["open", Trouble("down")])
    directory = keeping(remote)
    directory.find(OTHER)
    directory._places._value = 0
    assert directory.find(OTHER).state is State.OPEN
    assert directory.find(LHSM).state is State.UNAVAILABLE


def test_what_is_at_hand_is_never_kept(app: Flask) -> None:
    Chain([Local()]).find(LHSM)
    assert not db.session.query(answers.DirectoryAnswer).count()


def test_a_database_that_fails_is_as_a_service_that_was_never_asked(app: Flask) -> None:
    class Failing(Forgetful):
        def recall(self, service: str, siret: Siret) -> Establishment | None:
            raise TimeoutError("no connection is free")

        keep = recall  # type: ignore[assignment]

    remote = Fake(says="open")
    assert Chain([Guarded("x", remote, Ledger(), Failing())]).find(OTHER).state is State.OPEN
