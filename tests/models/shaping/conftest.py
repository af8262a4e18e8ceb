"""Walls may be shaped; who asks, who decides."""

from __future__ import annotations

import pytest

from models import shaping
from models.shaping.kinds import KINDS
from tests.support.records import by
from tests.support.shapes import WALL


@pytest.fixture(autouse=True)
def walls(app, monkeypatch):
    monkeypatch.setitem(KINDS, "wall", WALL)


@pytest.fixture
def asker(admin):
    return by(admin)


@pytest.fixture
def decider(supervisor):
    return by(supervisor)


@pytest.fixture
def by_two(walls):
    shaping.install(by_two=True)
