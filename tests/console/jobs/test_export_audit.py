"""The trail goes to a collector as it grows: nothing is missed, nothing doubled, also after half a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from console.jobs import export_audit
from console.jobs.worker import Worker
from models import audit
from models.audit import exporting
from models.kernel.base import db
from tests.support import people
from tests.support.servers.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def export(make_app: Callable[..., Any], app: Any, tmp_path: Path) -> Callable[[str], None]:
    """`export(collector)`: a worker does what is due."""

    def once(collector: str, **settings: str) -> None:
        db.session.rollback()
        worker = Worker(make_app(env="development", audit_export=collector, **settings))
        worker._instance = tmp_path
        worker.run_once()
        db.session.rollback()
        db.session.expire_all()

    return once


def numbers(path: Path) -> list[int]:
    return [json.loads(line)["sequence"] for line in path.read_text().splitlines()]


def everything() -> list[int]:
    return list(range(1, audit.head()["sequence"] + 1))


def test_a_file_grows_with_the_trail(export: Any, tmp_path: Path, clock: Any) -> None:
    path = tmp_path / "collecte" / "audit.jsonl"
    people.active()
    export(f"file:{path}")
    first = path.read_text()
    assert numbers(path) == everything() and first.splitlines() == list(audit.export_lines())
    assert path.stat().st_mode & 0o077 == 0
    people.active()
    clock.shift(11)
    export(f"file:{path}")
    assert numbers(path) == everything() and path.read_text().startswith(first)
    assert exporting.reached(f"file:{path}") == everything()[-1]


def test_half_a_line_is_written_anew_and_what_is_there_is_not_written_twice(
    export: Any, tmp_path: Path, clock: Any
) -> None:
    path = tmp_path / "audit.jsonl"
    people.active()
    lines = list(audit.export_lines())
    # Killed within a line, before the cursor was kept.
    path.write_text("".join(f"{line}\n" for line in lines[:2]) + lines[2][:40])
    export(f"file:{path}")
    assert numbers(path) == everything()


def test_a_file_that_was_put_aside_goes_on_where_it_was(export: Any, tmp_path: Path, clock: Any) -> None:
    path = tmp_path / "audit.jsonl"
    people.active()
    export(f"file:{path}")
    before = everything()
    path.rename(tmp_path / "audit.1.jsonl")
    people.active()
    clock.shift(11)
    export(f"file:{path}")
    assert before + numbers(path) == everything()


def test_a_collector_is_posted_to_with_its_token_and_numbers(
    export: Any, receiver: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_audit, "AT_ONCE", 3)
    people.active()
    export(receiver.url, audit_export_token="jeton")
    got = [json.loads(line) for call in receiver.calls for line in call.body.splitlines()]
    assert [each["sequence"] for each in got] == everything()
    first = receiver.calls[0]
    assert first.headers["idempotency-key"] == "1-3" and first.headers["authorization"] == "Bearer jeton"
    assert first.headers["content-type"] == "application/x-ndjson"


def test_a_collector_that_is_away_is_asked_later_and_misses_nothing(
    export: Any, receiver: Receiver, clock: Any
) -> None:
    people.active()
    receiver.status = 503
    export(receiver.url)
    export(receiver.url)
    assert len(receiver.calls) == 1 and exporting.reached(receiver.url) == 0, "it is left alone meanwhile"
    receiver.status = 200
    clock.shift(61)
    export(receiver.url)
    assert receiver.calls[1].body == receiver.calls[0].body
    assert exporting.reached(receiver.url) == everything()[-1]


def test_what_was_sent_before_a_kill_comes_again_under_its_key(
    export: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    people.active()
    kept = exporting.advance
    monkeypatch.setattr(exporting, "advance", lambda *_: 1 / 0)
    export(receiver.url)
    monkeypatch.setattr(exporting, "advance", kept)
    clock.shift(61)
    export(receiver.url)
    first, again = receiver.calls[:2]
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] and first.body == again.body


def test_without_a_collector_nothing_is_owed(make_app: Any, app: Any) -> None:
    people.active()
    with make_app(env="development").app_context():
        export_audit.begin()
        assert not export_audit.jobs.is_owed(export_audit.JobKind.EXPORT_AUDIT)
