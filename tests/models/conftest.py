"""The models are tested on the database alone: no page, no session, no settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from models import shaping
from models.kernel import keys
from models.kernel.base import db
from models.lists import counts


@pytest.fixture
def app(house: Any, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A database that holds who is asked for, with its context pushed."""
    app = house.bare()
    secrets = "a" * 40, "b" * 40, "c" * 40
    keys.install(keys.Keys(*secrets))
    shaping.install(by_two=False)
    app.extensions["tests.people"] = house.people(app, request.fixturenames, secrets)
    with app.app_context():
        yield app
        db.session.rollback()
        assert counts.list_wrong(db.session.connection()) == {}  # whatever the test has done
        db.session.rollback()
