"""A program attaches with the evidence that staff give, counted, reviewed and traced as theirs."""

from __future__ import annotations

import base64

import pytest

from models.attachments import Attachment
from models.audit import AuditEvent
from models.concessions import tries
from models.kernel.base import db
from tests.support.callers import caller
from tests.support.records import CODE, PHONE, WHY, WRONG, concession, count

PDF = b"%PDF-1.4\n%%EOF\n"
PROOFS = {
    "code": {"access_code": CODE},
    "callback": {"called_number": PHONE, "justification": WHY},
    "mandate": {
        "document": {"name": "mandat.pdf", "content": base64.b64encode(PDF).decode()},
        "justification": WHY,
    },
    "other": {"justification": WHY},
}


def wanted(record, account, evidence, **more):
    known = {"concession": record.reference, "account": account.identifier, "evidence": evidence}
    return {**known, **PROOFS.get(evidence, {}), **more}


@pytest.mark.parametrize("evidence", PROOFS)
def test_each_evidence_of_staff_is_taken_and_reviewed_as_theirs(app, account, evidence):
    record, program = concession(), caller(app)
    answer = program.post("attachments", wanted(record, account, evidence))
    made = answer.get_json()
    assert answer.status_code == 201, made
    status = "waiting-review" if evidence == "other" else "in-effect"
    assert (made["status"], made["channel"], made["concession"]) == (status, "api", record.reference)
    row = db.session.get(Attachment, made["id"])
    assert row.made_by_id is None and (row.document is not None) == (evidence == "mandate")
    event = db.session.scalars(db.select(AuditEvent).filter_by(action="attached")).one()
    assert (event.actor_kind, event.role) == ("client", "agent")
    assert program.get(answer.headers["Location"]).get_json() == made
    shown = program.get(f"concessions/{record.id}")
    assert (shown.get_json()["status"], shown.get_json()["attachment_id"]) == ("attached", made["id"])
    assert CODE not in shown.text and "code" not in shown.get_json()


@pytest.mark.parametrize("evidence", ["letter", "record-link", "holder", "transfer", "siren"])
def test_what_staff_cannot_give_a_program_cannot_either(app, account, evidence):
    answer = caller(app).post("attachments", wanted(concession(), account, evidence, justification=WHY))
    assert answer.status_code == 422 and count(Attachment) == 0


def test_a_wrong_code_is_a_counted_try_of_the_program(app, account, monkeypatch):
    monkeypatch.setattr(tries, "PER_AGENT", 2)
    program = caller(app)
    kinds = [
        program.post("attachments", wanted(concession(), account, "code", access_code=WRONG)).get_json(
            force=True
        )
        for _ in range(3)
    ]
    assert [kind["type"] for kind in kinds] == ["urn:bascule:code-not-accepted"] * 2 + [
        "urn:bascule:tries-exhausted"
    ]
    assert kinds[2]["status"] == 409 and WRONG not in str(kinds)


@pytest.mark.parametrize(
    ("change", "field"), [({"account": "pro.x.y"}, "account"), ({"concession": "x"}, "concession")]
)
def test_what_is_not_there_is_named(app, account, change, field):
    answer = caller(app).post("attachments", wanted(concession(), account, "code") | change)
    assert [point["field"] for point in answer.get_json(force=True)["errors"]] == [field]


def test_a_document_that_is_none_is_refused(app, account):
    record, program = concession(), caller(app)
    for content in ("é", "AAAA", ""):
        paper = {"name": "x.pdf", "content": content}
        answer = program.post("attachments", wanted(record, account, "mandate", document=paper))
        assert answer.status_code == 422, content
