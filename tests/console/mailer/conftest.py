"""Fixtures of the ways out: a real server, and a mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.kernel import keys
from models.mails import OutboxEmail
from models.storage import registry
from tests.conftest import KEYS
from tests.support.letters import a_mail
from tests.support.servers.smtp import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def mail() -> OutboxEmail:
    registry.load()
    keys.install(keys.Keys(*KEYS.values()))
    return a_mail(7)
