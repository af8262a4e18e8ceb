"""What all our processes know together of a service behind the network: its quota, and its outages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime

FAILURES = 5
"""That many in a row, none longer after the one before than `WINDOW`, and the service is left alone."""
WINDOW = timedelta(seconds=60)
PAUSE = timedelta(seconds=60)
"""For so long; then one question shows whether it is back."""
PROBE = timedelta(seconds=10)
"""For so long nobody else asks, while that question is out."""
LONGEST = timedelta(hours=1)
"""A service that wants to be left alone for longer is asked again all the same."""
HURRY = 1.0
"""Seconds: what is noted of an answer is not worth more of the time of whoever waits for it."""


class DirectoryService(Base):
    """What is known of one service, by its name in the settings."""

    __tablename__ = "directory_services"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    calls: Mapped[list[float]] = mapped_column(JSON)
    """When it was asked lately: seconds of the epoch, no more than its quota."""
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many questions a service allows in how many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether the service may be asked now; `wait`: for how many seconds not, and only for its quota's sake.

    `is_troubled`: a success is worth telling.
    """

    is_closed: bool = False
    wait: float = 0.0
    is_troubled: bool = False


def take_turn(name: str, quota: Quota) -> Turn:
    """Counts and commits one question, unless the service is to be left alone."""
    with transaction():
        row, moment = _locked(name), now()
        if _is_ahead(row.closed_until, moment):
            return Turn(is_closed=True)
        if _is_ahead(row.paused_until, moment):
            assert row.paused_until is not None
            return Turn(wait=(row.paused_until - moment).total_seconds())
        at = moment.timestamp()
        # A time that is still to come was told by a clock since put right.
        lately = [call for call in row.calls if at - quota.seconds < call <= at]
        if len(lately) >= quota.calls:
            return Turn(wait=lately[-quota.calls] + quota.seconds - at)
        row.calls = [*lately, at]
        is_probe = row.closed_until is not None
        if is_probe:
            row.closed_until = moment + PROBE
        return Turn(is_troubled=is_probe or row.failures > 0)


def answered(name: str) -> None:
    """It works: earlier failures are forgotten."""
    with transaction(HURRY):
        row = _locked(name)
        row.failures, row.failed_at, row.closed_until = 0, None, None


def failed(name: str, wait: float | None = None) -> None:
    """It did not answer; one that fails again and again, or when it is tried again, is left alone.

    So is one that asks for it, for `wait` seconds.
    """
    with transaction(HURRY):
        row, moment = _locked(name), now()
        if row.failed_at is None or row.failed_at + WINDOW < moment:
            row.failures = 0
        row.failures, row.failed_at = row.failures + 1, moment
        if wait is not None:
            row.closed_until = moment + min(timedelta(seconds=wait), LONGEST)
        elif row.failures >= FAILURES or row.closed_until is not None:
            row.closed_until = moment + PAUSE


def pause(name: str, seconds: float) -> None:
    """It is well, so that earlier failures are forgotten, and asked to be left alone for so long.

    Its quota is spent: who waits for a turn gets one, which a service that is closed would refuse.
    """
    with transaction(HURRY):
        row = _locked(name)
        row.failures, row.failed_at, row.closed_until = 0, None, None
        row.paused_until = now() + min(timedelta(seconds=seconds), LONGEST)


def _locked(name: str) -> DirectoryService:
    lock(f"directory:{name}")
    session = db.session()
    row = session.get(DirectoryService, name, populate_existing=True)
    if row is None:
        row = DirectoryService(name=name, calls=[], failures=0)
        session.add(row)
    return row


def _is_ahead(until: datetime | None, moment: datetime) -> bool:
    return until is not None and moment < until <= moment + LONGEST
