"""What was answered lately is not asked again; a failure is."""

from __future__ import annotations

import pytest
import time_machine

from console.directories import memory
from console.directories.http import Trouble
from models.companies.directory import State
from tests.support.servers.remote import LHSM, OTHER, Fake, chain_of


def test_a_description_is_remembered_for_a_few_minutes() -> None:
    remote = Fake(says="open")
    directory = chain_of(remote)
    with time_machine.travel("2026-01-01T12:00:00+00:00"):
        directory.find(LHSM)
        directory.find(LHSM)
    assert len(remote.seconds) == 1


@pytest.mark.parametrize("answer", ["unknown", Trouble("down")])
def test_a_failure_or_an_unknown_number_is_directory_again(answer: object) -> None:
    remote = Fake(says=answer)
    directory = chain_of(remote)
    directory.find(LHSM)
    remote.says = "open"
    assert directory.find(LHSM).state is State.OPEN


def test_what_is_remembered_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    remote = Fake(says="open")
    directory = chain_of(remote)
    directory.find(LHSM)
    remote.says = "closed"
    monkeypatch.setattr(memory, "REMEMBERED_FOR", -1.0)
    assert directory.find(LHSM).state is State.CLOSED


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "REMEMBERED", 1)
    remote = Fake(says="open")
    directory = chain_of(remote)
    for siret in (LHSM, OTHER, LHSM):
        directory.find(siret)
    assert len(remote.seconds) == 3
