"""The trail goes to a collector as it grows: nothing is missed, nothing doubled, also after half a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.jobs import audit_file, export_audit
from models import audit
from models.audit import exporting
from models.kernel.base import db
from tests.console.jobs.conftest import turn_of
from tests.support import people
from tests.support.servers.receiver import Receiver


@pytest.fixture
def export(
    make_app: Callable[..., Any], app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """`export(collector)`: a worker does what is due, however slow the machine."""
    assert export_audit.SLICE == 10.0
    monkeypatch.setattr(export_audit, "SLICE", 600.0)

    def once(collector: str, **settings: str) -> None:
        turn_of(make_app(env="development", audit_export=collector, **settings), tmp_path)()

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
    third = got[2]["digest"][:16]
    assert first.headers["idempotency-key"] == f"1-3-{third}"
    assert first.headers["authorization"] == "Bearer jeton"
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


@pytest.fixture
def killed(export: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The same, but it dies once the collector has it, before that is kept."""

    def die(collector: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(exporting, "advance", lambda *_: 1 / 0)
            export(collector)

    return die


def test_what_was_sent_before_a_kill_comes_again_under_its_key_whatever_came_since(
    export: Any, killed: Any, receiver: Receiver, clock: Any
) -> None:
    people.active()
    killed(receiver.url)
    people.active()
    clock.shift(61)
    export(receiver.url)
    first, again, *others = receiver.calls
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] and first.body == again.body
    got = [json.loads(line) for call in (again, *others) for line in call.body.splitlines()]
    assert [each["sequence"] for each in got] == everything()


def test_what_a_file_took_before_a_kill_is_in_it_once(
    export: Any, killed: Any, tmp_path: Path, clock: Any
) -> None:
    path = tmp_path / "audit.jsonl"
    people.active()
    killed(f"file:{path}")
    assert numbers(path) == everything() and exporting.reached(f"file:{path}") == 0
    people.active()
    clock.shift(61)
    export(f"file:{path}")
    assert numbers(path) == everything()


def test_a_turn_is_over_after_its_slice_and_goes_on(
    export: Any, receiver: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.active()
    monkeypatch.setattr(export_audit, "AT_ONCE", 1)
    monkeypatch.setattr(export_audit, "SLICE", 0.0)
    export(receiver.url)
    assert len(receiver.calls) == 1, "one batch at least each turn, and no more"
    clock.shift(11)
    export(receiver.url)
    assert [json.loads(call.body)["sequence"] for call in receiver.calls] == [1, 2]


def test_events_larger_than_a_body_go_alone_and_hold_nothing_up(
    export: Any, receiver: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.active()
    lines = [audit_file.encoded(line) for line in audit.export_lines()]
    largest = max(map(len, lines))
    monkeypatch.setattr(export_audit, "LARGEST_BODY", largest - 1)
    export(receiver.url)
    assert b"".join(call.body for call in receiver.calls) == b"".join(lines)
    assert max(len(call.body) for call in receiver.calls) == largest
    monkeypatch.setattr(export_audit, "LARGEST_BODY", len(b"".join(lines[:2])))
    assert export_audit.next_batch("https://another.example.org/", 0).last == 2, "what fits goes together"


def test_after_an_older_backup_was_put_back_no_event_is_missed_nor_twice_in_the_file(
    bascule: Any, house: Any, export: Any, receiver: Receiver, tmp_path: Path, clock: Any
) -> None:
    path, backup = tmp_path / "audit.jsonl", tmp_path / "copie.bak"

    def both_export() -> list[str]:
        for collector in (f"file:{path}", receiver.url):
            clock.shift(11)
            export(collector)
        return list(audit.export_lines())

    people.active()
    both_export()
    people.active()
    assert bascule("backup", backup).exit_code == 0, "with events that nobody was told yet"
    people.active()
    lost = both_export()
    db.session.rollback()
    house.close()
    assert bascule("restore", backup).exit_code == 0
    db.session.rollback()
    kept = list(audit.export_lines())
    assert kept == lost[: len(kept)] and len(kept) < len(lost)
    people.pending()
    people.active()
    here = both_export()
    assert path.read_text().splitlines() == [*lost, *here[len(kept) :]]
    bodies: dict[str, bytes] = {}
    for call in receiver.calls:
        key = call.headers["idempotency-key"]
        assert bodies.setdefault(key, call.body) == call.body, "what goes under one key is the same"
    assert {line for body in bodies.values() for line in body.decode().splitlines()} == {*lost, *here}


def test_without_a_collector_nothing_is_owed(make_app: Any, app: Any) -> None:
    people.active()
    with make_app(env="development").app_context():
        export_audit.begin()
        assert not export_audit.jobs.is_owed(export_audit.JobKind.EXPORT_AUDIT)
