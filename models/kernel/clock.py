"""The clock of the whole house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

TICK = timedelta(microseconds=1)
"""The smallest step between two times that are kept."""


def now() -> datetime:
    """The time, from Python's clock and never from the database's, so that tests and libfaketime move it."""
    return datetime.now(UTC)
