"""Fixtures of the importers' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.batches import Town


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    yield Town()
