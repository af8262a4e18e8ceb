"""`bascule directory` loads the stock files and shows one establishment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from console.commands import main
from console.commands._progress import Progress
from console.directories import stock
from models.companies.directory import building
from models.companies.directory.building import Building
from tests.conftest import KEYS
from tests.support.servers.directory_stub import BODIES

SITES = BODIES / "StockEtablissement.csv"
UNITS = BODIES / "StockUniteLegale.csv"
CHEPY = "00552017600032"

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, house: Any) -> Run:
    """Runs a command on the test's database."""
    environment = {**KEYS, "BASCULE_INSTANCE": str(house.folder), "BASCULE_DATABASE_URL": house.url}

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=environment)

    return run


def test_it_loads_and_tells_its_counts(run: Run) -> None:
    result = run("directory", "load", UNITS, SITES)
    assert result.exit_code == 0, result.output
    assert "establishments: 4 read, 4 added, 0 changed, 0 gone" in result.stdout
    assert "units: 3 read, 3 added, 0 changed" in result.stdout
    assert "establishments: 4 read, 0 added, 0 changed" in run("directory", "load", SITES, UNITS).stdout


def test_it_shows_what_it_loaded(run: Run) -> None:
    run("directory", "load", SITES, UNITS, "--department", "80")
    result = run("directory", "show", "005 520 176 00032")
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert list(shown) == [
        "siret",
        "state",
        "name",
        "acronym",
        "address",
        "postcode",
        "city",
        "kind",
        "legal_category",
    ]
    assert (shown["siret"], shown["state"], shown["city"]) == ("00552017600032", "open", "CHEPY")


def test_an_unknown_establishment_is_a_failure(run: Run) -> None:
    result = run("directory", "show", "00552007700016")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["state"] == "unknown"


def test_a_directory_that_is_down_is_a_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASCULE_DIRECTORY", "recherche-entreprises")
    monkeypatch.setenv("BASCULE_DIRECTORY_URL", "http://127.0.0.1:9")
    result = run("directory", "show", "00552007700016")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["state"] == "unavailable"


@pytest.mark.parametrize("typed", ["12345678901234", "2,00085E+13", "2000849520001", "00000000000000"])
def test_what_is_no_siret_is_misuse(run: Run, typed: str) -> None:
    assert run("directory", "show", typed).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04 broken"])
def test_another_file_is_refused_in_a_sentence(run: Run, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(content)
    result = run("directory", "load", other)
    assert result.exit_code == 1
    assert "other.csv" in result.stderr and "Traceback" not in result.output


def test_without_a_file_it_is_misuse(run: Run) -> None:
    assert run("directory", "load").exit_code == 2
    assert run("directory", "load", "nowhere.csv").exit_code == 2


@pytest.fixture
def row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is a chunk, and told."""
    monkeypatch.setattr(stock, "CHUNK", 1)
    monkeypatch.setattr(building, "STEP", 1)
    monkeypatch.setattr(Progress, "EVERY", 1)


def progress(result: Result) -> list[tuple[str, int]]:
    """What was told of each step, and how much of it was done."""
    lines = [
        re.match(r"(\S+): (\d+) of \d+, (\d+) a second, (\d+) s left$", x) for x in result.stderr.splitlines()
    ]
    assert all(lines), result.stderr
    return [(line[1], int(line[2])) for line in lines if line is not None]


def test_it_tells_how_far_each_step_is_in_plain_lines_where_nobody_watches(
    run: Run, row_by_row: None
) -> None:
    lines = progress(run("directory", "load", SITES, UNITS))
    assert [done for name, done in lines if name == SITES.name] == [1, 2, 3, 4]
    assert [done for name, done in lines if name == UNITS.name] == [1, 2, 3]
    assert [done for name, done in lines if name == "names"] == list(range(1, 9)), (
        "open ones, then closed ones"
    )


def test_started_again_after_it_was_cut_off_it_goes_on_and_tells_from_where(
    run: Run, row_by_row: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Building.put_sites

    def dying(self: Building, *values: Any) -> None:
        whole(self, *values)
        if values[-1] == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Building, "put_sites", dying)
        assert run("directory", "load", SITES, UNITS).exit_code == 1
    assert run("directory", "show", CHEPY).exit_code == 1, "nothing of it is read before it is whole"
    again = run("directory", "load", SITES, UNITS)
    assert [done for name, done in progress(again) if name == SITES.name] == [3, 4]
    assert "establishments: 4 read, 4 added, 0 changed, 0 gone" in again.stdout
    assert run("directory", "show", CHEPY).exit_code == 0


def test_what_was_done_before_says_nothing_of_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    words_shown, clock = list[str](), iter([0.0, 10.0])
    monkeypatch.setattr("console.commands._progress.monotonic", lambda: next(clock))
    monkeypatch.setattr("click.echo", lambda words, err: words_shown.append(words))
    with Progress("names", 100_000, done=50_000) as seen:
        seen(60_000)
    assert words_shown == ["names: 60000 of 100000, 1000 a second, 40 s left"]


def test_a_count_that_was_estimated_too_low_leaves_no_time_below_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words_shown, clock = list[str](), iter([0.0, 1.0])
    monkeypatch.setattr("console.commands._progress.monotonic", lambda: next(clock))
    monkeypatch.setattr("click.echo", lambda words, err: words_shown.append(words))
    with Progress("sites", 9_990, done=0) as seen:
        seen(10_000)
    assert words_shown == ["sites: 10000 of 10000, 10000 a second, 0 s left"]
