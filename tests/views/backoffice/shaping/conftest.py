"""Who asks, who decides, and an administrator's browser."""

from __future__ import annotations

import pytest

from models import shaping
from tests.support.records import by


@pytest.fixture
def asker(admin):
    return by(admin)


@pytest.fixture
def by_two(app):
    shaping.install(by_two=True)
