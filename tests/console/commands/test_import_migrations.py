"""`bascule import migrations` runs a batch in an agent's name, and says how it went."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from console.commands import main
from models.accounts import ProAccount
from tests import people
from tests.conftest import KEYS
from tests.support import records
from tests.support.records import CODE, WRONG, count

HEAD = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"
LINE = "20008495200015;collectivite;0235223344;contact@example.org;John;Doe;john@example.org;Employé;{};{}"

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, house: Any) -> Run:
    """Runs a command on the test's database."""
    environment = {**KEYS, "BASCULE_INSTANCE": str(house.folder), "BASCULE_DATABASE_URL": house.url}

    def run(*words: object) -> Result:
        return CliRunner().invoke(main, ["import", "migrations", *map(str, words)], env=environment)

    return run


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """A batch of one good line and one with a wrong code."""
    good, bad = records.concession(title="Lot du quai"), records.concession(title="=Lot de la digue")
    path = tmp_path / "lot.csv"
    path.write_text("\n".join([HEAD, LINE.format(good.title, CODE), LINE.format(bad.title, WRONG)]))
    return path


def test_a_batch_tells_what_it_did_and_reports_what_it_refused(run: Run, file: Path, tmp_path: Path) -> None:
    agent, report = people.staff("agent").email, tmp_path / "rapport.csv"
    rehearsed = run(file, "--agent", agent, "--dry-run")
    assert rehearsed.exit_code == 1 and "2 lines: 1 migrated, 0 unchanged, 1 refused." in rehearsed.stdout
    assert count(ProAccount) == 0
    result = run(file, "--agent", agent, "--report", report)
    assert result.exit_code == 1
    assert "2 lines: 1 migrated, 0 unchanged, 1 refused." in result.stdout
    (row,) = csv.DictReader(report.read_text().splitlines(), delimiter=";")
    assert (row["line"], row["column"], row["value"]) == ("3", "code_acces", "")
    assert row["problem"] and row["remedy"]
    assert WRONG not in result.output + rehearsed.output + report.read_text()
    again = run(file, "--agent", agent)
    assert "2 lines: 0 migrated, 1 unchanged, 1 refused." in again.stdout


def test_only_staff_who_may_do_it_run_a_batch(run: Run, file: Path) -> None:
    for who in ("nobody@example.org", people.staff("admin").email):
        result = run(file, "--agent", who)
        assert result.exit_code == 1 and result.stderr and "Traceback" not in result.output
    assert count(ProAccount) == 0


def test_an_agent_must_be_named(run: Run, file: Path) -> None:
    assert run(file).exit_code == 2
