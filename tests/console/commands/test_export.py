"""`bascule export migrated`: the records whose old accounts may be closed."""

from __future__ import annotations

import csv

from models import attachments, audit
from models.kernel.actors import Actor
from models.kernel.base import db
from tests.support import people
from tests.support.records import CODE, concession


def claimed(account, record):
    return attachments.claim(
        account, kind="voirie", title=record.title, access_code=CODE, actor=Actor.of_account(account)
    )


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))


def test_it_lists_what_is_in_effect_and_nothing_else(bascule, tmp_path, account, agent, supervisor):
    kept, contested, ended = [claimed(account, concession()) for _ in range(3)]
    concession()
    attachments.attach(
        concession(),
        people.pending(),
        evidence=attachments.Evidence.CALLBACK,
        justification="Rappelé au numéro de l’ancien dossier.",
        called_number="0235223344",
        actor=Actor.of_agent(agent),
    )
    attachments.contest(contested, reason="doute", actor=Actor.of_agent(supervisor))
    attachments.detach(ended, reason="à la demande du référent", actor=Actor.of_account(account))
    reference, company, identifier = kept.concession.reference, account.company.siret, account.identifier
    result = bascule("export", "migrated", tmp_path / "out.csv")
    assert (result.exit_code, result.stdout) == (0, "1 records.\n")
    (row,) = rows(tmp_path / "out.csv")
    assert (row["reference"], row["siret"], row["identifiant"]) == (reference, company, identifier)
    assert row["attached_at"].endswith("+00:00") and row["activated_at"] and row["first_request_at"] == ""
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_title_is_no_formula_and_the_export_leaves_an_event(bascule, tmp_path, account):
    claimed(account, concession(title="=SOMME(A1) quai"))
    bascule("export", "migrated", tmp_path / "out.csv")
    assert rows(tmp_path / "out.csv")[0]["intitule"] == "'=SOMME(A1) quai"
    db.session.rollback()
    assert '"exported"' in list(audit.export_lines())[-1]


def test_with_filed_only_those_who_filed_a_request(bascule, tmp_path, account):
    claimed(account, concession())
    result = bascule("export", "migrated", tmp_path / "out.csv", "--filed")
    assert result.exit_code == 0 and rows(tmp_path / "out.csv") == []


def test_a_folder_that_is_not_there_is_a_failure_without_a_traceback(bascule, tmp_path):
    result = bascule("export", "migrated", tmp_path / "nulle" / "part.csv")
    assert result.exit_code != 0 and "Traceback" not in result.output
