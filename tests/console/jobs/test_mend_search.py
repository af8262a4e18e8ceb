"""Once, by night, the worker goes over the requests whose search text its names have left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.jobs import mend_search
from models.accounts import ProAccount
from models.kernel.base import db
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.road_openings import RoadOpeningRequest
from tests.support import road_works

NIGHT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def owed() -> list[Job]:
    return list(db.session.scalars(db.select(Job).where(Job.kind == "mend-search")))


def blur() -> None:
    with transaction() as session:
        session.execute(db.update(RoadOpeningRequest).values(search="as it was"))


def texts() -> set[str]:
    return set(db.session.scalars(db.select(RoadOpeningRequest.search)))


def test_stale_texts_are_mended_by_night_in_turns_and_once_for_all(
    work: Callable[[], int], account: ProAccount, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move_to(NIGHT + timedelta(hours=8), tick=False)
    for _ in range(2):
        road_works.filed(account, road_works.held(account))
    right = texts()
    blur()
    work()
    assert not owed() and texts() == {"as it was"}, "by day others have their turn"
    clock.move_to(NIGHT + timedelta(days=1), tick=False)
    monkeypatch.setattr(mend_search, "SECONDS", -1.0)
    work()
    [job] = owed()
    assert job.is_waiting and job.attempts == 0
    monkeypatch.setattr(mend_search, "SECONDS", 10.0)
    clock.shift(mend_search.PAUSE)
    work()
    assert texts() == right and not owed()[0].is_waiting
    blur()
    clock.shift(timedelta(days=1))
    work()
    assert texts() == {"as it was"}, "it is not walked again"


def test_where_there_is_no_request_nothing_is_owed(work: Callable[[], int], clock: Any) -> None:
    clock.move_to(NIGHT, tick=False)
    work()
    assert not owed()
