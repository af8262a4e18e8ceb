"""What a file has already is found from its end, however long its lines, whatever else stands in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.jobs import audit_file


def event(digest: str, text: str = "") -> str:
    return json.dumps({"sequence": 1, "digest": digest, "reason": text})


EVENTS = [event("a"), event("b", "é" * 300), event("c"), event("d")]


@pytest.mark.parametrize("block", [1, 7, 4096])
@pytest.mark.parametrize("kept", range(5))
def test_a_file_that_ends_anywhere_has_each_event_once(
    kept: int, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_file, "BLOCK", block)
    path, whole = tmp_path / "journal.jsonl", "".join(f"{line}\n" for line in EVENTS)
    path.write_text("".join(f"{line}\n" for line in EVENTS[:kept]) + "".join(EVENTS[kept : kept + 1])[:30])
    audit_file.append(EVENTS, path, "0")
    assert path.read_text() == whole
    audit_file.append(EVENTS[2:], path, "b")
    assert path.read_text() == whole


def test_what_stands_before_the_last_event_told_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(f"{EVENTS[3]}\n{EVENTS[0]}\n")
    audit_file.append(EVENTS[1:], path, "a")
    assert path.read_text().splitlines() == [EVENTS[3], EVENTS[0], *EVENTS[1:]]


def test_lines_of_others_stay_and_hide_nothing(tmp_path: Path) -> None:
    path, foreign = tmp_path / "journal.jsonl", "# rotated\n[1]\n"
    path.write_text(f"{EVENTS[0]}\n{foreign}")
    audit_file.append(EVENTS[:2], path, "0")
    assert path.read_text() == f"{EVENTS[0]}\n{foreign}{EVENTS[1]}\n"
