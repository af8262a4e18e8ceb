"""Workers killed at any instant while they hand the trail to a file: nothing is missed, nothing doubled."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from console.jobs import export_audit
from models import audit
from models.audit import exporting
from models.kernel.base import db
from models.kernel.jobs import JobKind, revive
from models.kernel.transactions import transaction
from tests.conftest import KEYS
from tests.support import people
from tests.support.racing.nursery import STEP, Child, Nursery

pytestmark = [pytest.mark.faults, pytest.mark.one_engine]

BATCHES = 4
DEATHS = 10
"""Of each cause, at most: at an instant, and before a transaction, spread over the time of all its work."""


def happen(count: int) -> None:
    with transaction():
        for number in range(count):
            audit.record("signed-out", ("thing", number), actor=people.SYSTEM)


def make_due() -> None:
    """Due now, whatever became of it."""
    with transaction():
        revive(JobKind.EXPORT_AUDIT, {}, key=export_audit.KEY)


def whole_lines(path: Path) -> list[str]:
    return path.read_text().split("\n")[:-1] if path.exists() else []


def test_a_worker_killed_at_any_instant_leaves_a_file_that_the_next_completes(
    app: Flask, house: Any, tmp_path: Path
) -> None:
    path = tmp_path / "journal.jsonl"
    settings = {
        **KEYS,
        "BASCULE_ENV": "development",
        "BASCULE_DATABASE_URL": house.url,
        "BASCULE_INSTANCE": str(house.folder),
        "BASCULE_AUDIT_EXPORT": f"file:{path}",
    }
    with Nursery(tmp_path) as nursery:

        def begin(dies_at: int = 0) -> Child:
            happen(BATCHES * STEP)
            make_due()
            db.session.rollback()
            return nursery.begin(settings, "worker", "--once", dies_at=dies_at)

        def is_killed(child: Child, seconds: float = 60) -> bool:
            """Whether it died, after so long or before a transaction of its own; else it came through."""
            if (status := child.status(seconds)) is None:
                child.kill()
                return True
            assert status in (0, -signal.SIGKILL), nursery.log.read_text()
            return status != 0

        def check() -> None:
            events, lines = list(audit.export_lines()), whole_lines(path)
            assert lines == events[: len(lines)], "in its order, each once"
            assert exporting.reached(f"file:{path}") <= len(lines), "what is thought told is there"

        first, began = begin(), time.monotonic()
        assert not is_killed(first)
        usual, transactions = time.monotonic() - began, first.transactions
        check()
        deaths = 0
        for number in range(1, DEATHS + 1):
            deaths += is_killed(begin(dies_at=transactions * number // DEATHS))
            check()
            deaths += is_killed(begin(), usual * number / DEATHS)
            check()
        assert deaths >= DEATHS and not is_killed(begin())
        lines = whole_lines(path)
        assert lines == list(audit.export_lines()) and len(lines) > 2 * DEATHS * BATCHES * STEP
        assert [json.loads(line)["sequence"] for line in lines] == list(range(1, len(lines) + 1))
