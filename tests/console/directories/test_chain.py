"""Several directories answer as one: in order, in time, and sparing those that fail."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from console import directories
from console.directories import Chain, Guarded, build
from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.directories.local import Local
from models.directory import Establishment, State
from models.values.siret import Siret
from tests.support.directory_stub import body, serving

LHSM = Siret("20008495200015")
OTHER = Siret("00552007700016")


class Fake:
    """A remote directory told what to say."""

    def __init__(self, *, says: object = None, is_complete: bool = False) -> None:
        self.says = says
        self.is_complete = is_complete
        self.seconds: list[float] = []

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        self.seconds.append(seconds)
        if isinstance(self.says, Exception):
            raise self.says
        return Establishment(siret, State(str(self.says)))


def settings(*names: str, url: str | None = None) -> Any:
    return SimpleNamespace(directory=names, directory_url=url, insee_key="a-key", instance=Path("."))


def chain(*remotes: Fake) -> Chain:
    return Chain([Guarded(one) for one in remotes])


def test_the_first_that_knows_answers_and_the_rest_are_left_alone() -> None:
    first, second = Fake(says="closed"), Fake(says="open")
    assert chain(first, second).find(OTHER).state is State.CLOSED
    assert not second.seconds


@pytest.mark.parametrize("failure", [Trouble("down"), Garbage("mad")])
def test_the_next_one_stands_in_for_one_that_fails(failure: Exception) -> None:
    assert chain(Fake(says=failure), Fake(says="open")).find(OTHER).state is State.OPEN


def test_unknown_is_said_only_when_nobody_failed() -> None:
    assert chain(Fake(says="unknown"), Fake(says="unknown")).find(OTHER).state is State.UNKNOWN
    assert chain(Fake(says=Trouble()), Fake(says="unknown")).find(OTHER).state is State.UNAVAILABLE
    assert chain(Fake(says="unknown"), Fake(says=Trouble())).find(OTHER).state is State.UNAVAILABLE


def test_the_unknown_of_a_complete_directory_is_final() -> None:
    after = Fake(says=Trouble())
    assert chain(Fake(says="unknown", is_complete=True), after).find(OTHER).state is State.UNKNOWN
    assert not after.seconds


def test_the_time_is_shared_between_those_still_to_be_asked() -> None:
    first, second = Fake(says=Trouble()), Fake(says=Trouble())
    chain(first, second).find(OTHER)
    assert first.seconds[0] == pytest.approx(directories.SECONDS / 2, abs=0.1)
    assert second.seconds[0] == pytest.approx(directories.SECONDS, abs=0.1)


def test_two_silent_services_take_less_than_six_seconds_together() -> None:
    with serving() as stub:
        stub.delay = 15
        since = time.monotonic()
        directory = Chain(
            build(settings("insee", "recherche-entreprises", url=stub.url))._directories, seconds=1.0
        )
        assert directory.find(OTHER).state is State.UNAVAILABLE
        assert time.monotonic() - since < 1.6
        assert directories.SECONDS < 6


def test_a_description_is_remembered_for_a_few_minutes() -> None:
    one = Fake(says="open")
    asked = chain(one)
    with time_machine.travel("2026-01-01T12:00:00+00:00"):
        asked.find(LHSM)
        asked.find(LHSM)
    assert len(one.seconds) == 1


@pytest.mark.parametrize("says", ["unknown", Trouble("down")])
def test_a_failure_or_an_unknown_number_is_asked_again(says: object) -> None:
    one = Fake(says=says)
    asked = chain(one)
    asked.find(LHSM)
    one.says = "open"
    assert asked.find(LHSM).state is State.OPEN


def test_what_is_remembered_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Fake(says="open")
    asked = chain(one)
    asked.find(LHSM)
    one.says = "closed"
    monkeypatch.setattr(directories, "REMEMBERED_FOR", -1.0)
    assert asked.find(LHSM).state is State.CLOSED


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "REMEMBERED", 1)
    one = Fake(says="open")
    asked = chain(one)
    for siret in (LHSM, OTHER, LHSM):
        asked.find(siret)
    assert len(one.seconds) == 3


def test_a_service_that_keeps_failing_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guarded, "PAUSE", 0.2)
    one = Fake(says=Trouble("down"))
    guarded = Guarded(one)
    for _ in range(Guarded.FAILURES + 10):
        assert guarded.find(OTHER, 1).state is State.UNAVAILABLE
    assert len(one.seconds) == Guarded.FAILURES
    one.says = "open"
    time.sleep(0.25)
    assert guarded.find(OTHER, 1).state is State.OPEN


def test_a_success_forgives_earlier_failures() -> None:
    one = Fake(says=Trouble("down"))
    guarded = Guarded(one)
    for says in [Trouble("down"), "open"] * Guarded.FAILURES:
        one.says = says
        guarded.find(OTHER, 1)
    assert len(one.seconds) == 2 * Guarded.FAILURES


def test_the_settings_choose_who_is_asked() -> None:
    with serving() as stub:
        stub.answer = body("search_lhsm")
        directory = build(settings("recherche-entreprises", "local", url=stub.url))
        assert directory.find(LHSM).postcode == "76600"
        stub.answer = body("search_unknown")
        assert directory.find(Siret("44460844213631")).name == "ENEDIS"
    assert build(settings("local")).find(LHSM).postcode == "76085"


def test_the_local_directory_looks_first_into_what_was_loaded() -> None:
    loaded = Establishment(OTHER, State.OPEN, name="ETABLISSEMENTS MERCIER")
    assert build(settings("local"), {OTHER: loaded}.get).find(OTHER) == loaded
    assert Chain([Local()]).find(OTHER).state is State.UNKNOWN
