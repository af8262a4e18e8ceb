"""Staff attach for a caller: each evidence, each refusal, nothing twice, no code anywhere."""

from __future__ import annotations

import io

import pytest

from models import accounts, attachments
from models.attachments import Attachment, AttachmentStatus
from models.attachments.evidence import EVIDENCE, Evidence
from models.kernel.actors import Actor
from models.kernel.base import db
from tests.support import people
from tests.support.uploads import REFUSED, SERVED, assert_harmless, multipart
from tests.views.backoffice.conftest import CODE, JUSTIFICATION, PDF

PHONE = "+33235223344"


def attach(console, concession, account, /, **changes):
    typed = {"account": account.identifier, "evidence": "callback", "called_number": PHONE}
    typed |= {"justification": JUSTIFICATION, **changes}
    return console.send(f"/console/concessions/{concession.id}/rattacher", **typed)


def made(concession):
    db.session.rollback()
    return attachments.current(concession)


def test_a_call_back_takes_effect_at_once(app, desk, agent, account, record):
    concession = record()
    page = attach(desk(agent), concession, account)
    assert page.status == 303 and page.location.endswith(f"details/?id={concession.id}")
    found = made(concession)
    assert found.status is AttachmentStatus.IN_EFFECT and found.called_number == PHONE
    assert found.made_by_id == agent.id and found.justification == JUSTIFICATION
    page = page.follow()
    assert "est rattachée à" in page.text and account.full_name in page.text


def test_a_mandate_keeps_its_document_which_staff_may_read(app, desk, agent, account, record):
    concession, console = record(), desk(agent)
    page = attach(console, concession, account, evidence="mandate", document=(io.BytesIO(PDF), "mandat.pdf"))
    assert page.status == 303
    found = made(concession)
    answer = console.client.get(f"/console/rattachements/{found.id}/piece")
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert "mandat.pdf" in answer.headers["Content-Disposition"]


def test_a_mandate_is_a_picture_or_a_pdf_whatever_its_name_says(app, desk, agent, account, record):
    concession, console = record(), desk(agent)
    address = f"/console/concessions/{concession.id}/rattacher"
    form = console.open(address).form()
    typed = form | {"account": account.identifier, "evidence": "mandate", "justification": JUSTIFICATION}
    for what, (name, body) in REFUSED.items():
        answer = console.client.post(address, **multipart(typed, document=[(name, body)]))
        assert answer.status_code == 422 and "document-err" in answer.text, what
    assert made(concession) is None


def test_a_mandate_comes_back_as_a_harmless_download(app, desk, agent, account, record):
    console = desk(agent)
    for what, (name, body, shown, kind) in SERVED.items():
        concession = record()
        page = attach(console, concession, account, evidence="mandate", document=(io.BytesIO(body), name))
        assert page.status == 303, what
        answer = console.client.get(f"/console/rattachements/{made(concession).id}/piece")
        assert_harmless(answer, shown, kind, body)


def test_the_same_siren_waits_for_a_supervisor_without_the_mail(app, desk, agent, account, record):
    same = record(siret=account.company.siret)
    assert attach(desk(agent), same, account, evidence="siren").status == 303
    assert made(same).status is AttachmentStatus.WAITING_REVIEW
    proved = record(siret=account.company.siret, email=account.email.upper())
    assert attach(desk(agent), proved, account, evidence="siren").status == 303
    assert made(proved).status is AttachmentStatus.IN_EFFECT


def test_another_justification_waits_for_a_supervisor(app, desk, agent, account, record):
    concession = record()
    page = attach(desk(agent), concession, account, evidence="other")
    assert page.status == 303 and "attend un superviseur" in page.follow().text
    assert made(concession).status is AttachmentStatus.WAITING_REVIEW


def test_the_code_that_a_caller_tells_needs_no_justification(app, desk, agent, account, record):
    concession = record()
    page = attach(desk(agent), concession, account, evidence="code", access_code=CODE, justification="")
    assert page.status == 303 and made(concession).evidence == "code"


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("account", {"account": "pro.nobody.here"}, "Aucun compte"),
        ("account", {"account": ""}, "Indiquez"),
        ("evidence", {"evidence": ""}, "Choisissez la preuve"),
        ("evidence", {"evidence": "trust-me"}, "Choisissez la preuve"),
        ("evidence", {"evidence": "siren"}, "SIREN"),
        ("justification", {"justification": "Rappelé, ok."}, "12 caractères"),
        ("justification", {"justification": ""}, "0 caractères"),
        ("called_number", {"called_number": ""}, "numéro que vous avez rappelé"),
        ("called_number", {"called_number": "+33102030405"}, "Choisissez"),
        ("document", {"evidence": "mandate"}, "Joignez"),
        ("document", {"evidence": "mandate", "document": (io.BytesIO(b"MZ"), "a.exe")}, "ni un PDF"),
        ("access_code", {"evidence": "code", "access_code": "12"}, "quatre chiffres"),
        ("access_code", {"evidence": "code", "access_code": "9031"}, "ne vont pas ensemble"),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_its_field(
    app, desk, agent, account, record, field, changes, words
):
    concession = record()
    if "document" in changes:
        changes = {**changes, "document": (io.BytesIO(b"MZ"), "a.exe")}
    page = attach(desk(agent), concession, account, **changes)
    assert page.status == 422 and words in page.error(field), page.text
    assert made(concession) is None
    if field not in ("account", "justification"):
        assert page.value("account") == account.identifier and page.value("justification") == JUSTIFICATION


def test_a_typed_code_is_never_sent_back(app, desk, agent, account, record):
    page = attach(desk(agent), record(), account, evidence="code", access_code="9031")
    assert page.status == 422 and "9031" not in page.html
    field = page.doc.xpath("//*[@name='access_code']")[0]
    assert field.get("autocomplete") == "off" and not field.get("value")


def test_a_number_is_recognised_however_it_is_written(app, desk, agent, account, record):
    assert attach(desk(agent), record(), account, called_number="02 35 22 33 44").status == 303


def test_a_record_without_a_number_cannot_be_called_back(app, desk, agent, account, record):
    page = attach(desk(agent), record(phone=""), account, called_number="")
    assert page.status == 422 and "numéro" in page.error("evidence")


def test_a_record_without_a_number_offers_no_evidence_that_needs_one(
    app, desk, agent, account, record, monkeypatch
):
    monkeypatch.setitem(EVIDENCE, Evidence.OTHER, EVIDENCE[Evidence.CALLBACK])
    page = desk(agent).open(f"/console/concessions/{record(phone='').id}/rattacher")
    shut = page.doc.xpath("//input[@name='evidence'][@disabled]/@value")
    assert sorted(shut) == ["callback", "other"]


def test_a_held_concession_is_not_attached_again(app, desk, agent, account, record):
    concession = record()
    attach(desk(agent), concession, account)
    page = attach(desk(agent), concession, people.active())
    assert page.status == 422 and "déjà rattachée" in page.text
    assert made(concession).referent_id == account.id


def test_a_suspended_account_is_no_referent(app, desk, agent, account, record):
    accounts.suspend(account, reason="Départ", actor=Actor.of_agent(agent))
    page = attach(desk(agent), record(), account)
    assert page.status == 422 and page.error("account")


def test_a_double_click_makes_one_attachment(app, desk, agent, account, record):
    concession, console = record(), desk(agent)
    address = f"/console/concessions/{concession.id}/rattacher"
    typed = {**console.open(address).form(), "account": account.identifier, "evidence": "other"}
    typed["justification"] = JUSTIFICATION
    first, second = console.post(address, typed), console.post(address, typed)
    assert first.status == second.status == 303 and first.location == second.location
    assert db.session.query(Attachment).count() == 1


def test_the_accounts_of_the_same_siren_are_proposed(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    page = desk(agent).open(f"/console/concessions/{concession.id}/rattacher?compte={account.identifier}")
    assert page.doc.xpath(f"//datalist/option[@value='{account.identifier}']")
    assert page.value("account") == account.identifier


def test_a_closed_record_is_attached_by_staff(app, desk, agent, account, record):
    from models.kernel.clock import now

    assert attach(desk(agent), record(closed_at=now()), account).status == 303
