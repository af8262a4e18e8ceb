"""The settings choose who is asked, and each name that they may give has its client."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from console.directories import build, chain
from console.directories.chain import Chain
from console.directories.clients import find_client
from console.directories.double import DirectoryDouble
from console.directories.local import Local
from models.companies.directory import Establishment, State
from models.values.siret import Siret
from setting_services import LOCAL, Service, directories
from tests.support.servers.directory_stub import body, serving
from tests.support.servers.remote import LHSM, OTHER


def settings(*names: str, url: str | None = None) -> Any:
    return SimpleNamespace(directories=[Service(name, url, "a-key") for name in names])


REMOTE = [name for name in directories() if name != LOCAL]


def test_the_settings_may_name_what_is_at_hand_and_every_client() -> None:
    assert directories()[0] == LOCAL and {"insee", "recherche-entreprises"} <= set(directories())


@pytest.mark.parametrize("name", REMOTE)
def test_a_client_is_found_by_the_name_of_its_file_and_says_whether_it_needs_a_key(name: str) -> None:
    client = find_client(name)
    assert client.__module__ == f"console.directories.clients.{name.replace('-', '_')}"
    assert isinstance(client.needs_key, bool) and isinstance(client.is_complete, bool)
    assert client.of(Service(name, None, "a-key")).ask


def test_two_silent_services_take_less_than_six_seconds_together(app: Flask) -> None:
    with serving() as stub:
        stub.delay = 60
        since = time.monotonic()
        directory = Chain(
            build(settings("insee", "recherche-entreprises", url=stub.url))._directories, seconds=1.0
        )
        assert directory.find(OTHER).state is State.UNAVAILABLE
        assert time.monotonic() - since < stub.delay / 2, "one of them was waited for"
        assert chain.SECONDS < 6


def test_the_settings_choose_who_is_directory(app: Flask) -> None:
    with serving() as stub:
        stub.answer = body("search_lhsm")
        directory = build(settings("recherche-entreprises", "local", url=stub.url))
        assert directory.find(LHSM).postcode == "76600"
        stub.answer = body("search_unknown")
        assert directory.find(Siret("44460844213631")).name == "ENEDIS"
    assert build(settings("local")).find(LHSM).postcode == "76085"


def test_the_local_directory_looks_first_into_what_was_loaded() -> None:
    loaded = Establishment(OTHER, State.OPEN, name="ETABLISSEMENTS MERCIER")
    assert build(settings("local"), DirectoryDouble(loaded)).find(OTHER) == loaded
    assert Chain([Local()]).find(OTHER).state is State.UNKNOWN
