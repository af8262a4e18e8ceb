"""`bascule import`: what each kind of file prints, reports and exits with."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from console.imports.concessions import Concessions
from models.accounts import ProAccount
from models.concessions import access_codes
from models.kernel.base import db
from tests.support import people, records
from tests.support.records import CODE, WRONG, count, record_of

Run = Callable[..., Result]

HEAD = "reference;intitule;code_acces;courriel\n"


def written(tmp_path, text):
    path = tmp_path / "comptes.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def found(reference):
    db.session.rollback()
    return record_of(reference)


def test_good_lines_are_taken_and_the_counts_are_told(bascule, tmp_path):
    result = bascule("import", "concessions", written(tmp_path, "A;Quai;4827;\nB;Digue;5938;\n"))
    assert result.exit_code == 0
    assert "2 lines: 2 created" in result.stdout
    assert access_codes.matches(found("A").code_hmac, "A", "4827")


def test_a_refused_line_exits_1_and_stands_in_the_report_without_its_code(bascule, tmp_path):
    report = tmp_path / "report.csv"
    path = written(tmp_path, "A;Quai;48275;\nC;Môle;5938;pas une adresse\nB;Digue;5938;\n")
    result = bascule("import", "concessions", path, "--report", report)
    assert result.exit_code == 1
    assert found("A") is None and found("C") is None and found("B") is not None
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [
        ("2", "code_acces", ""),
        ("3", "courriel", "pas une adresse"),
    ]
    assert all(row["problem"] and row["remedy"] for row in rows)
    assert "48275" not in report.read_text() + result.output


def test_without_a_report_the_first_problems_are_told_on_the_terminal(bascule, tmp_path):
    result = bascule("import", "concessions", written(tmp_path, "".join(f"{n};Q;x;\n" for n in range(30))))
    assert result.exit_code == 1
    assert result.stderr.count("line ") == 20
    assert "--report" in result.stderr


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_how_a_file_was_understood_is_told_with_its_first_lines(bascule, tmp_path, options):
    path = tmp_path / "comptes.csv"
    rows = [f"A{n};Société {n};482{n};4829" for n in range(5)]
    path.write_bytes("\r\n".join(["reference;intitule;code_acces;titulaire", *rows]).encode("mac_roman"))
    output = bascule("import", "concessions", path, *options).stdout
    assert output.startswith("Read as MacRoman, cells parted by semicolons.\n")
    assert output.count("  line ") == 3 and "intitule=Société 2" in output
    assert "482" not in output


def test_a_report_says_that_it_is_incomplete_until_the_end(bascule, tmp_path, monkeypatch):
    report, seen = tmp_path / "report.csv", []
    monkeypatch.setattr("console.imports.concessions.CHUNK", 1)
    take = Concessions._take

    def killed(self, records, *args):
        seen.append(report.read_text(encoding="utf-8"))
        if records and records[0].reference == "B":
            raise KeyboardInterrupt
        return take(self, records, *args)

    monkeypatch.setattr(Concessions, "_take", killed)
    path = written(tmp_path, "A;Quai;48275;\nB;Digue;5938;\n")
    bascule("import", "concessions", path, "--report", report)
    for text in (seen[0], report.read_text(encoding="utf-8")):
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        assert "incomplet" in rows[0]["problem"] and rows[1]["line"] == "2"
    monkeypatch.setattr(Concessions, "_take", take)
    bascule("import", "concessions", path, "--report", report)
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    assert [row["line"] for row in rows] == ["2"] and list(tmp_path.glob("*.part")) == []


def rows_of(report):
    return list(csv.DictReader(report.read_text(encoding="utf-8").splitlines(), delimiter=";"))


def test_a_report_behind_a_link_is_written_where_it_leads(bascule, tmp_path, monkeypatch):
    report, link = tmp_path / "report.csv", tmp_path / "link.csv"
    link.symlink_to(report)
    path = written(tmp_path, "A;Quai;48275;\n")
    assert "1 refused" in bascule("import", "concessions", path, "--report", link).stdout
    assert link.is_symlink() and [row["line"] for row in rows_of(report)] == ["2"]

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Concessions, "_take", stopped)
    bascule("import", "concessions", path, "--report", link)
    assert "incomplet" in rows_of(report)[-1]["problem"], "its last line says so"


def test_a_report_that_cannot_be_closed_hides_no_summary(bascule, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path / "report.csv"))

    monkeypatch.setattr("console.imports.report.os.replace", full)
    path, report = written(tmp_path, "A;Quai;48275;\nB;Digue;5938;\n"), tmp_path / "report.csv"
    result = bascule("import", "concessions", path, "--report", report)
    assert "1 created" in result.stdout and result.exit_code == 1
    assert "incomplet" in rows_of(report)[0]["problem"] and list(tmp_path.glob("*.part")) == []


def test_a_dry_run_writes_nothing(bascule, tmp_path):
    result = bascule("import", "concessions", written(tmp_path, "A;Quai;4827;\n"), "--dry-run")
    assert result.exit_code == 0 and "nothing written" in result.stdout and "1 created" in result.stdout
    assert found("A") is None


def test_a_missing_file_is_misuse_and_a_file_without_the_columns_a_failure(bascule, tmp_path):
    assert bascule("import", "concessions", tmp_path / "nulle-part.csv").exit_code == 2
    path = tmp_path / "autre.csv"
    path.write_text("a;b\n1;2\n")
    result = bascule("import", "concessions", path)
    assert result.exit_code == 1
    assert "reference" in result.stderr and "Traceback" not in result.output


def test_unknown_columns_are_named(bascule, tmp_path):
    path = tmp_path / "comptes.csv"
    path.write_text("reference;intitule;code_acces;humeur\nA;Quai;4827;bonne\n")
    assert "humeur" in bascule("import", "concessions", path).stdout


# -- batches of migrations

BATCH = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"
MOVE = "20008495200015;collectivite;0235223344;contact@example.org;John;Doe;john@example.org;Employé;{};{}"


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """A batch of one good line and one with a wrong code."""
    good, bad = records.concession(title="Lot du quai"), records.concession(title="=Lot de la digue")
    path = tmp_path / "lot.csv"
    path.write_text("\n".join([BATCH, MOVE.format(good.title, CODE), MOVE.format(bad.title, WRONG)]))
    return path


def test_a_batch_tells_what_it_did_and_reports_what_it_refused(
    bascule: Run, file: Path, tmp_path: Path
) -> None:
    agent, report = people.staff("agent").email, tmp_path / "rapport.csv"
    rehearsed = bascule("import", "migrations", file, "--agent", agent, "--dry-run")
    assert rehearsed.exit_code == 1 and "2 lines: 1 migrated, 0 unchanged, 1 refused." in rehearsed.stdout
    assert count(ProAccount) == 0
    result = bascule("import", "migrations", file, "--agent", agent, "--report", report)
    assert result.exit_code == 1
    assert "2 lines: 1 migrated, 0 unchanged, 1 refused." in result.stdout
    (row,) = csv.DictReader(report.read_text().splitlines(), delimiter=";")
    assert (row["line"], row["column"], row["value"]) == ("3", "code_acces", "")
    assert row["problem"] and row["remedy"]
    assert WRONG not in result.output + rehearsed.output + report.read_text()
    again = bascule("import", "migrations", file, "--agent", agent)
    assert "2 lines: 0 migrated, 1 unchanged, 1 refused." in again.stdout


def test_only_staff_who_may_do_it_run_a_batch(bascule: Run, file: Path) -> None:
    for who in ("nobody@example.org", people.staff("admin").email):
        result = bascule("import", "migrations", file, "--agent", who)
        assert result.exit_code == 1 and result.stderr and "Traceback" not in result.output
    assert count(ProAccount) == 0


def test_an_agent_must_be_named(bascule: Run, file: Path) -> None:
    assert bascule("import", "migrations", file).exit_code == 2
