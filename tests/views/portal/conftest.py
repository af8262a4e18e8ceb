"""What the portal's tests share: a visitor, a directory that answers as told, concessions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.staff import Agent
from tests.support import people
from tests.support.looking import begin
from tests.support.portal import KnownDirectory
from tests.support.visitor import Visitor

_numbers = itertools.count(1)


@pytest.fixture
def directory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnownDirectory]:
    """The directory of this test."""
    known = KnownDirectory()
    monkeypatch.setitem(app.extensions, "bascule.directory", known)
    yield known


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def signed(app: Flask) -> Callable[[ProAccount], Visitor]:
    """A browser in which this person is signed in."""
    return lambda account: Visitor(people.browser(app, account))


@pytest.fixture
def concession(app: Flask) -> Callable[..., Concession]:
    """`concession(title, code="7351", kind="voirie")`: a record of the old portal."""

    def make(title: str = "", code: str = "7351", kind: str = "voirie", email: str = "") -> Concession:
        number = next(_numbers)
        with transaction() as session:
            made = Concession(reference=f"ECR-{number}", kind=kind, imported_at=now(), email=email)
            made.name(title or f"CONCESSION DE L’ESTUAIRE {number:05d}")
            made.set_code(code)
            made.refresh_search()
            session.add(made)
        return made

    return make


@pytest.fixture
def look(browser: Callable[..., FlaskClient], agent: Agent, account: ProAccount) -> FlaskClient:
    """A browser in which an agent looks at the portal in the account's place."""
    client = browser(agent)
    answer = client.get(begin(client, account).location)
    assert answer.location == "/tableau-de-bord"
    return client
