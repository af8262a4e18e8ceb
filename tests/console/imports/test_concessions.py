"""The old portal comes in: good lines whole, others not at all, the same file twice without a trace."""

from __future__ import annotations

import pytest
from flask import Flask

from console.imports.reader import What
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
from tests.support.concession_files import FULL, HEAD, LINE, Heard, come, the


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


def test_codes_weak_or_common_are_known_after_an_import(app: Flask) -> None:
    lines = [f"ECR-{number};Quai {number};4827" for number in range(12)]
    come(HEAD, *lines, "ECR-W;Faible;1234")
    assert access_codes.is_common("4827", count_concessions()) and not access_codes.is_common("5938", 13)
    assert the("ECR-W").code_is_weak and the("ECR-W").status is ConcessionStatus.STAFF_ONLY
