"""The old portal comes in: good lines whole, others not at all, the same file twice without a trace."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from console.imports.base import Summary
from console.imports.concessions import Concessions
from console.imports.reader import FileRefused, Problem, What
from console.imports.report import CsvReport
from models import attachments, audit
from models.audit import AuditEvent
from models.concessions import Concession, ConcessionStatus, access_codes
from models.concessions.access_codes import CodeTally
from models.concessions.queries import (
    count_concessions,
    find_concessions_by_title,
)
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.lists import search
from tests.support import people
from tests.support.records import record_of
from views.messages import imports as words

HEAD = "reference;intitule;code_acces"
FULL = (
    "reference;intitule;code_acces;genre;titulaire;siret;courriel;telephone;adresse;code_postal;commune;"
    "reseau;statut;date_creation"
)
LINE = (
    "ECR-1;Réseaux d’Été – Lot 1;4827;eau;SOCIETE DU QUAI;20008495200015;ancien@example.org;02 35 22 33 44;"
    "12 rue du Perrey;76600;Le Havre;gaz;actif;02/04/2011"
)


class Heard(list[tuple[Problem, bool]]):
    """What a report hears."""

    def __call__(self, problem: Problem, refused: bool) -> None:
        self.append((problem, refused))

    @property
    def found(self) -> list[tuple[int, str, What]]:
        return [(found.line, found.column, found.problem) for found, _ in self]


def come(*lines: str, heard: Heard | None = None, actor: Any = people.SYSTEM, **options: Any) -> Summary:
    """Brings these lines in."""
    file = io.BytesIO("\n".join(lines).encode())
    report = heard if heard is not None else Heard()
    summary = Concessions(**options).bring_in(file, report=report, actor=actor)
    db.session.expire_all()
    return summary


def the(reference: str = "ECR-1") -> Concession:
    found = record_of(reference)
    assert found is not None
    return found


def events() -> list[AuditEvent]:
    return list(db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence)))


def tallied() -> int:
    return db.session.scalar(db.select(db.func.sum(CodeTally.count))) or 0


def test_a_line_becomes_a_record_that_is_found_and_opened_by_its_code(app: Flask) -> None:
    summary = come(FULL, LINE)
    assert (summary.lines, summary.refused, summary.done["created"]) == (1, 0, 1)
    record = the()
    assert (record.title, record.kind, record.holder) == ("Réseaux d’Été – Lot 1", "eau", "SOCIETE DU QUAI")
    assert (record.siret, record.email, record.phone) == (
        "20008495200015",
        "ancien@example.org",
        "+33235223344",
    )
    assert (record.postcode, record.city, record.network) == ("76600", "Le Havre", "gaz")
    assert record.opened_on is not None and record.opened_on.isoformat() == "2011-04-02"
    assert record.status is ConcessionStatus.FREE
    assert access_codes.matches(record.code_hmac, "ECR-1", "4827")
    assert not access_codes.matches(record.code_hmac, "ECR-1", "4828")
    for words_ in ("reseaux d'ete lot 1", "0235223344", "ecr-1"):
        assert list(db.session.scalars(search.matching_ids(Concession, words_))) == [record.id]
    assert find_concessions_by_title("eau", "RESEAUX D'ETE - LOT 1") == [record]


def test_a_bulk_record_is_the_row_that_the_model_would_write(app: Flask) -> None:
    come(FULL, LINE)
    record = the()
    held = {name: getattr(record, name) for name in ("title_key", "title_digest", "search", "code_is_weak")}
    record.name(record.title)
    record.set_code("4827")
    record.refresh_search()
    assert {name: getattr(record, name) for name in held} == held
    db.session.rollback()


def test_the_same_file_again_changes_nothing_and_leaves_no_event(app: Flask) -> None:
    come(FULL, LINE)
    before = (the().version, len(events()), tallied())
    summary = come(FULL, LINE)
    assert summary.done == {"created": 0, "updated": 0, "unchanged": 1}
    assert (the().version, len(events()), tallied()) == before


def test_a_known_reference_updates_what_differs_and_the_trail_tells_it(app: Flask) -> None:
    come(FULL, LINE)
    come(FULL, LINE.replace("Lot 1", "Lot 2").replace("Le Havre", "Sainte-Adresse"))
    record = the()
    assert (record.title, record.city, record.version) == ("Réseaux d’Été – Lot 2", "Sainte-Adresse", 2)
    assert find_concessions_by_title("eau", "reseaux d'ete lot 2") == [record]
    event = events()[-1]
    assert event.action == "concessions-imported"
    assert '"city": "Le Havre"' in (event.detail.before or "")
    assert '"city": "Sainte-Adresse"' in (event.detail.after or "")
    assert audit.verify() == 2


def test_columns_that_a_file_lacks_and_records_that_it_lacks_stay(app: Flask) -> None:
    come(FULL, LINE, LINE.replace("ECR-1", "ECR-2"))
    come(HEAD, "ECR-1;Autre intitulé;4827")
    assert (the().title, the().holder, the().phone) == ("Autre intitulé", "SOCIETE DU QUAI", "+33235223344")
    assert the("ECR-2").title == "Réseaux d’Été – Lot 1"


def test_an_attached_record_that_is_renamed_is_found_by_its_new_title(app: Flask) -> None:
    come(FULL, LINE)
    attachment = attachments.attach(
        the(),
        people.active(),
        evidence=attachments.Evidence.CALLBACK,
        justification="Rappelé au numéro de l’ancien dossier.",
        called_number="0235223344",
        actor=people.Actor.of_agent(people.staff()),
    )
    come(FULL, LINE.replace("Lot 1", "Grand Quai"))
    found = db.session.scalars(search.matching_ids(attachments.Attachment, "grand quai"))
    assert list(found) == [attachment.id]


def test_a_code_changes_only_when_asked(app: Flask) -> None:
    come(HEAD, "ECR-1;Quai;4827")
    heard = Heard()
    summary = come(HEAD, "ECR-1;Quai neuf;5938", heard=heard)
    assert access_codes.matches(the().code_hmac, "ECR-1", "4827") and the().title == "Quai neuf"
    assert heard.found == [(2, "code_acces", What.CODE_DIFFERS)]
    assert (summary.refused, summary.notes["warnings"]) == (0, 1)
    come(HEAD, "ECR-1;Quai neuf;5938", replace_codes=True)
    assert access_codes.matches(the().code_hmac, "ECR-1", "5938")
    assert come(HEAD, "ECR-1;Quai neuf;5938", replace_codes=True).done["unchanged"] == 1


def test_a_replaced_code_is_no_longer_bound_to_the_company_that_used_the_old_one(app: Flask) -> None:
    come(HEAD, "ECR-1;Quai;4827")
    account = people.active()
    attachments.claim(account, kind="voirie", title="Quai", access_code="4827", actor=people.SYSTEM)
    db.session.expire_all()
    assert the().code_company_id == account.company_id
    come(HEAD, "ECR-1;Quai;5938", replace_codes=True)
    assert the().code_company_id is None


def test_a_record_is_closed_and_opened_again_by_the_file(app: Flask) -> None:
    head = HEAD + ";statut"
    come(head, "ECR-1;Quai;4827;clos")
    closed = the().closed_at
    assert closed is not None
    come(head, "ECR-1;Quai;4827;clos")
    assert the().closed_at == closed
    come(head, "ECR-1;Quai;4827;")
    assert the().closed_at == closed
    come(head, "ECR-1;Quai;4827;actif")
    assert the().closed_at is None


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


def test_shortened_codes_are_padded_only_when_asked(app: Flask) -> None:
    come(HEAD, "ECR-1;Quai;42", pad_codes=True)
    assert access_codes.matches(the().code_hmac, "ECR-1", "0042")


def test_a_dry_run_writes_nothing_and_reports_the_same(app: Flask) -> None:
    come(HEAD, "ECR-1;Quai;4827", "ECR-2;Deux;4827")
    lines = (HEAD, "ECR-1;Quai neuf;5938", "ECR-2;Deux;4827", "ECR-3;Trois;4827", "ECR-4;;1")
    before, dry, wet = (len(events()), tallied()), Heard(), Heard()
    rehearsed = come(*lines, dry_run=True, heard=dry)
    assert (len(events()), tallied(), the().title) == (*before, "Quai")
    done = come(*lines, heard=wet)
    assert dry == wet
    assert rehearsed == done


def test_each_chunk_has_one_event_and_counts_each_code_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.imports.concessions.CHUNK", 3)
    lines = [f"ECR-{number};Quai {number};{4000 + number % 4}" for number in range(10)]
    come(HEAD, *lines)
    assert [event.action for event in events()] == ["concessions-imported"] * 4
    assert tallied() == 10
    come(HEAD, *lines)
    assert (len(events()), tallied()) == (4, 10)


def test_only_who_may_import_may(app: Flask) -> None:
    for role, allowed in (("agent", False), ("supervisor", False), ("admin", True)):
        actor = people.Actor.of_agent(people.staff(role))
        if allowed:
            come(HEAD, "ECR-1;Quai;4827", actor=actor)
        else:
            with pytest.raises(NotAllowed):
                come(HEAD, "ECR-1;Quai;4827", actor=actor)


def test_a_file_without_the_columns_is_refused_by_their_names(app: Flask) -> None:
    with pytest.raises(FileRefused) as refused:
        come("reference;autre", "ECR-1;x")
    assert refused.value.facts["columns"] == "intitule, code_acces"


def test_codes_weak_or_common_are_known_after_an_import(app: Flask) -> None:
    lines = [f"ECR-{number};Quai {number};4827" for number in range(12)]
    come(HEAD, *lines, "ECR-W;Faible;1234")
    assert access_codes.is_common("4827", count_concessions()) and not access_codes.is_common("5938", 13)
    assert the("ECR-W").code_is_weak and the("ECR-W").status is ConcessionStatus.STAFF_ONLY


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
