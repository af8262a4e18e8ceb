"""What is wrong with a line of concessions: refused whole, named by line and column, and never a code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask import Flask

from console.imports.concessions import Concessions
from console.imports.reader import FileRefused, What
from console.imports.report import CsvReport
from tests.support import people
from tests.support.concession_files import FULL, HEAD, LINE, Heard, come, the
from tests.support.records import record_of
from views.messages.imports import problems as words


@pytest.mark.parametrize(
    ("line", "column", "problem"),
    [
        (";Quai;4827", "reference", What.MISSING),
        ("ECR-1;;4827", "intitule", What.MISSING),
        ("ECR-1;Quai;", "code_acces", What.MISSING),
        ("ECR-1;Quai;42", "code_acces", What.CODE_SHORTENED),
        ("ECR-1;Quai;48271", "code_acces", What.CODE_INVALID),
        ("ECR-1;Quai;４８２７", "code_acces", What.CODE_INVALID),
        ("ECR-1;Quai;4827;2,00085E+13", "siret", What.SCIENTIFIC),
        ("ECR-1;Quai;4827;20008495200016", "siret", What.SIRET_KEY),
        ("ECR-1;Quai;4827;;31/02/2011", "date_creation", What.DATE_INVALID),
        ("ECR-1;Quai;4827;;01/02/0205", "date_creation", What.DATE_IMPLAUSIBLE),
        ("ECR-1;Quai;4827;;31/12/9999", "date_creation", What.DATE_IMPLAUSIBLE),
        ("ECR-1;Quai;4827;;;peut-être", "statut", What.NOT_LISTED),
        ("ECR-1;Quai;4827;;;;gaz", "genre", What.NOT_LISTED),
        (f"{'E' * 61};Quai;4827", "reference", What.TOO_LONG),
        (f"ECR-1;{'Q' * 251};4827", "intitule", What.TOO_LONG),
        ("ECR-1;Qu\x07ai;4827", "intitule", What.UNREADABLE),
    ],
)
def test_a_bad_line_is_refused_whole_and_the_others_are_taken(
    app: Flask, line: str, column: str, problem: What
) -> None:
    heard = Heard()
    summary = come(f"{HEAD};siret;date_creation;statut;genre", line, "ECR-9;Bon;4827", heard=heard)
    assert (2, column, problem) in heard.found and all(refused for _, refused in heard)
    assert (summary.refused, summary.done["created"]) == (1, 1)
    assert record_of("ECR-1") is None
    assert the("ECR-9").title == "Bon"


def test_the_own_name_of_a_column_wins_and_its_alias_is_named_and_left(app: Flask) -> None:
    summary = come("reference;ref;intitule;titre;code_acces", "ECR-1;X9;Quai;Autre;4827")
    assert summary.unknown == ("ref", "titre")
    assert the().title == "Quai"


def test_a_contact_that_nobody_can_use_refuses_its_line(app: Flask) -> None:
    heard = Heard()
    head = HEAD + ";courriel;telephone"
    come(head, "ECR-1;Quai;4827;ancien@example.org;0235223344")
    summary = come(head, "ECR-1;Autre;4827;pas une adresse;12", heard=heard)
    assert heard.found == [(2, "courriel", What.EMAIL_INVALID), (2, "telephone", What.PHONE_INVALID)]
    assert (summary.refused, summary.done["updated"]) == (1, 0)
    assert (the().title, the().email, the().phone) == ("Quai", "ancien@example.org", "+33235223344")


def test_an_error_of_a_spreadsheet_takes_nothing_away(app: Flask) -> None:
    come(FULL, LINE)
    lines = [LINE.replace(known, "#N/A") for known in LINE.split(";") if known not in ("ECR-1", "4827")]
    heard = Heard()
    assert come(FULL, *lines, heard=heard).refused == len(lines)
    assert {what for *_, what in heard.found} == {What.SPREADSHEET_ERROR}
    assert (the().version, the().holder, the().phone) == (1, "SOCIETE DU QUAI", "+33235223344")


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_an_empty_cell_takes_away_is_counted_and_told(app: Flask, dry_run: bool) -> None:
    come(FULL, LINE)
    heard = Heard()
    emptied = "ECR-1;Réseaux d’Été – Lot 1;4827;;;;;0;néant;;;;;"
    summary = come(FULL, emptied, heard=heard, dry_run=dry_run)
    reported = {(found.column, found.value) for found, refused in heard if not refused}
    assert summary.notes["values erased"] == len(reported) == 9
    assert reported >= {
        ("titulaire", "SOCIETE DU QUAI"),
        ("telephone", "+33235223344"),
        ("adresse", "12 rue du Perrey"),
        ("date_creation", "02/04/2011"),
    }
    assert {found.problem for found, _ in heard} == {What.ERASES}
    assert come(FULL, emptied, dry_run=dry_run).notes["values erased"] == (9 if dry_run else 0)


def test_a_reference_twice_in_one_file_is_refused_the_second_time(app: Flask) -> None:
    heard = Heard()
    summary = come(HEAD, "ECR-1;Quai;4827", "ECR-1;Autre;5938", heard=heard)
    assert heard.found == [(3, "reference", What.DUPLICATE)]
    assert "ligne 2" in words.problem_words(What.DUPLICATE, heard[0][0].detail)
    assert (summary.refused, the().title) == (1, "Quai")
    assert come(HEAD, "ECR-1;Quai;4827", "ECR-1;Autre;5938").done["unchanged"] == 1


def test_a_file_without_the_columns_is_refused_by_their_names(app: Flask) -> None:
    with pytest.raises(FileRefused) as refused:
        come("reference;autre", "ECR-1;x")
    assert refused.value.facts["columns"] == "intitule, code_acces"


def test_the_report_names_line_column_problem_and_remedy_and_never_a_code(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        report = CsvReport(file)
        line = "ECR-1;=Quai;48271;x"
        heard = Heard()
        content = io.BytesIO(f"{HEAD};siret\n{line}".encode())
        Concessions(dry_run=True).bring_in(content, report=heard, actor=people.SYSTEM)
        for problem, refused in heard:
            report.add(problem, refused)
    text = path.read_text(encoding="utf-8")
    assert "48271" not in text
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert list(rows[0]) == ["line", "column", "value", "problem", "remedy"]
    assert {(row["line"], row["column"]) for row in rows} == {("2", "siret"), ("2", "code_acces")}


@pytest.mark.parametrize("what", list(What))
def test_every_problem_has_its_sentence_and_its_remedy(what: What) -> None:
    from console.imports.reader.problems import REMEDIES

    assert words.problem_words(what).endswith(".")
    assert words.REMEDIES[REMEDIES[what]].endswith(".")
