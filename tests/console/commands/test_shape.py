"""`bascule shape`: written, compared, tried, applied, with the exit status that scripts read."""

from __future__ import annotations

import pytest

from models.shaping.kinds import KINDS
from models.shaping.queries import all_written
from tests.support.shapes import WALL

HOUSE = "bascule: 1\nwall:\n  north:\n    colour: red\n    width: 20\n"


@pytest.fixture
def file(app, monkeypatch, tmp_path):
    monkeypatch.setitem(KINDS, "wall", WALL)
    path = tmp_path / "shapes.yaml"
    path.write_text(HOUSE, encoding="utf-8")
    return path


@pytest.fixture
def bascule(bascule):
    return lambda *words, **settings: bascule(*words, **{"env": "development", **settings})


def test_a_file_is_tried_applied_and_comes_back_the_same(bascule, file, tmp_path):
    different = bascule("shape", "diff", file)
    assert (different.exit_code, different.output) == (1, "new           wall north\n")
    tried = bascule("shape", "apply", file, "--dry-run")
    assert tried.exit_code == 0 and "1 would change, 20 values follow; nothing was kept." in tried.output
    assert all_written()["wall"] == {}
    assert bascule("shape", "apply", file).output.endswith("1 changed, 20 values followed.\n")
    assert bascule("shape", "apply", file).output == "Nothing changes.\n"
    assert bascule("shape", "diff", file).exit_code == 0
    assert bascule("shape", "export", tmp_path / "again.yaml").exit_code == 0
    assert (tmp_path / "again.yaml").read_text(encoding="utf-8") == HOUSE
    assert bascule("shape", "export", "-").output == HOUSE
    assert bascule("shape", "diff", "-", input=HOUSE.replace("red", "blue")).output == (
        "changed       wall north: colour\n"
    )


def test_what_would_lose_data_is_refused_by_name(bascule, file):
    bascule("shape", "apply", file)
    file.write_text(HOUSE.replace("20", "5"), encoding="utf-8")
    refused = bascule("shape", "apply", file)
    assert refused.exit_code == 1 and "north" in refused.stderr and "a picture" in refused.stderr


def test_a_file_that_cannot_be_read_is_a_mistake_of_the_command_line(bascule, file, tmp_path):
    assert bascule("shape", "diff", tmp_path / "nothing.yaml").exit_code == 2
    file.write_bytes(b"\xff\xfe")
    assert bascule("shape", "apply", file).exit_code == 2


def test_in_production_it_waits_for_a_supervisor(bascule, file):
    settings = {"env": "production", "public_url": "https://pro.example.org", "mail_url": "folder:mails"}
    proposed = bascule("shape", "apply", file, **settings)
    assert "a supervisor decides" in proposed.output, proposed.output + proposed.stderr
    assert all_written()["wall"] == {}
