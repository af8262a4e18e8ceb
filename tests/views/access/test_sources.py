"""Whatever anybody may send is counted by where it comes from, before it costs anything."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from models import accounts
from models.accounts import Person, ProAccount
from models.kernel.jobs import Job
from models.values import passwords
from tests.support import people
from tests.support.portal import KnownDirectory
from tests.support.records import count, visitor
from views import access
from views.access import sources

pytestmark = pytest.mark.both_engines("tries are counted in rows")

TWICE = dict.fromkeys(access.Costly, 2)


@pytest.fixture(autouse=True)
def two_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PER_SOURCE", TWICE)


def statuses(app: Flask, address: str, *, shown: str | None = None, **answers: str) -> list[int]:
    """What three sendings are answered, each from a browser of its own."""
    found = []
    for _ in range(3):
        browser = app.test_client()
        token = people.csrf(browser, shown or address)
        found.append(browser.post(address, data={**answers, "csrf_token": token}).status_code)
    return found


def test_forgotten_identifiers_and_passwords_share_a_measure(app: Flask, account: ProAccount) -> None:
    before = count(Job)
    assert statuses(app, "/mot-de-passe-oublie", identifier="pro.nobody.atall") == [303, 303, 429]
    assert statuses(app, "/identifiant-oublie", email="nobody@example.org") == [429] * 3
    assert count(Job) == before + 2


def test_a_siret_asks_the_directory_twice_and_no_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[Any] = []
    directory = KnownDirectory()
    find = directory.find
    monkeypatch.setattr(directory, "find", lambda siret: queries.append(siret) or find(siret))
    monkeypatch.setitem(app.extensions, "bascule.directory", directory)
    assert statuses(app, "/creer-un-compte/pro", siret="20008495200015")[-1] == 429
    assert len(queries) == 2


def test_a_password_is_neither_weighed_nor_hashed_a_third_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = accounts.create(
        people.facts(), Person("Jean", "Dupont", "jean@example.org", "Employé"), actor=visitor()
    )
    weighed: list[str] = []

    def weigh(password: str, **_: Any) -> None:
        weighed.append(password)
        raise passwords.PasswordRefused(why=passwords.Why.GUESSABLE)

    monkeypatch.setattr(passwords, "check", weigh)
    address = f"/activation/{people.activation_secret(account)}"
    both = {"password": "azertyuiop12", "password_confirm": "azertyuiop12"}
    assert statuses(app, address, **both, accept_data="y", accept_terms="y") == [422, 422, 429]
    assert len(weighed) == 2


def test_another_source_is_another_measure(app: Flask) -> None:
    assert statuses(app, "/mot-de-passe-oublie", identifier="x")[-1] == 429
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    token = people.csrf(browser, "/mot-de-passe-oublie")
    sent = browser.post("/mot-de-passe-oublie", data={"identifier": "x", "csrf_token": token})
    assert sent.status_code == 303
