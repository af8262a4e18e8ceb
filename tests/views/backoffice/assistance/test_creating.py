"""The account of a caller is made in the call: what is known is not asked, what is refused stays there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.accounts.queries import find_by_identifier
from models.audit import AuditEvent
from models.companies.directory import State
from models.kernel.base import db
from models.kernel.clock import now
from tests.support import people
from tests.support.calls import ADDRESS, ask, heading, step, target
from tests.views.backoffice.conftest import LHSM

PERSON = {"first_name": "John", "last_name": "DOE", "email": "john.doe@example.org", "job_title": "Employé"}
COMPANY = {"company_phone": "02 35 19 45 45", "company_email": "voirie@example.org"}


def send(console, page, **answers):
    return console.post(target(page, "c"), {**page.form("first_name"), **answers})


def focused(page):
    return page.doc.xpath("//*[@data-step]//*[@autofocus]/@name")


def test_a_new_company_and_its_person_are_made_without_leaving_the_call(app, desk, agent, directory, record):
    directory.add(LHSM)
    concession = record(siret=str(LHSM), holder="LE HAVRE SEINE METROPOLE", phone="", email="")
    console = desk(agent)
    page = ask(console, LHSM)
    assert step(page) == "create-account" and focused(page) == ["company_phone"]
    answer = send(console, page, **COMPANY, **PERSON)
    made = find_by_identifier("pro.john.doe")
    assert answer.status == 303 and answer.location == f"{ADDRESS}?q={LHSM}&compte={made.id}"
    assert made.company.phone == "+33235194545"
    page = answer.follow()
    assert heading(page) == f"Rattacher {concession.title} à John DOE" and "pro.john.doe" in page.text


def test_the_old_record_s_phone_and_mail_are_offered_to_confirm_and_leave_a_trace(
    app, desk, agent, directory, record
):
    directory.add(LHSM)
    concession = record(siret=str(LHSM), phone="+33239999999", email="ancien@example.org")
    console = desk(agent)
    page = ask(console, LHSM)
    assert page.value("company_phone").replace("\N{NO-BREAK SPACE}", " ") == "02 39 99 99 99"
    assert page.value("company_email") == "ancien@example.org" and focused(page) == ["first_name"]
    assert "faites-les dire" in page.text
    looks = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    assert looks.count() == 1
    assert send(console, page, **PERSON).status == 303
    company = find_by_identifier("pro.john.doe").company
    assert (company.phone, company.email) == ("+33239999999", "ancien@example.org")


def test_a_record_that_is_perhaps_another_s_offers_nothing(app, desk, agent, directory, record):
    directory.add(LHSM)
    record("Le Havre Seine", siret="", phone="+33239999999", email="ancien@example.org")
    page = ask(desk(agent), LHSM)
    assert page.value("company_phone") == page.value("company_email") == ""


def test_what_is_refused_stays_in_the_panel_as_it_was_typed(app, desk, agent, directory):
    directory.add(LHSM)
    console = desk(agent)
    answer = send(console, ask(console, LHSM), **{**COMPANY, **PERSON, "email": "sans arobase"})
    assert answer.status == 422 and step(answer) == "create-account" and answer.error("email")
    assert answer.value("first_name") == "John" and answer.value("company_phone") == "02 35 19 45 45"
    assert focused(answer) == [], "the summary is told first"
    assert answer.doc.xpath("//title")[0].text.strip().startswith("Erreur")
    assert send(console, answer, email=PERSON["email"]).status == 303


def test_another_person_of_the_company_is_made_from_the_call_about_the_first(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "c"))
    assert step(page) == "create-account" and focused(page) == ["first_name"]
    assert not page.doc.xpath("//*[@name='company_phone']"), "what the company has is not this person's"
    assert send(console, page, **PERSON).status == 303
    assert find_by_identifier("pro.john.doe").company_id == account.company_id


def test_somebody_known_is_told_beside_the_form_and_taken_up_by_their_name(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "c"))
    answer = send(console, page, **{**PERSON, "email": account.email})
    assert answer.status == 422 and f"C’est {account.full_name}" in answer.text
    (way,) = answer.doc.xpath("//*[@data-step]//form//li/a/@href")
    assert f"compte={account.id}" in way
    assert send(console, answer, even_if_known="Deux fonctions dans la société").status == 303
    assert find_by_identifier("pro.john.doe") is not None


def test_the_directory_is_asked_again_and_what_was_typed_stays(app, desk, agent, directory):
    directory.add(LHSM)
    console = desk(agent)
    page = ask(console, LHSM)
    directory.add(LHSM, State.CLOSED)
    answer = send(console, page, first_name="John", action="redemander")
    assert answer.status == 200 and step(answer) == "create-account" and answer.value("first_name") == "John"
    assert answer.doc.xpath("//*[@name='reason']") and find_by_identifier("pro.john.doe") is None


@pytest.mark.parametrize(("state", "due"), [("unknown", "type-company"), ("closed", "ask-open-siret")])
def test_an_answer_of_earlier_is_asked_again_wherever_its_age_is_shown(
    app, noon, desk, agent, directory, state, due
):
    directory.add(LHSM, State(state))
    directory.seen_at = now() - timedelta(minutes=20)
    console = desk(agent)
    page = ask(console, LHSM)
    assert step(page) == due and "vu il y a 20 minutes" in page.text.replace("\u00a0", " ")
    (form,) = page.doc.xpath("//main//form[.//button[@value='redemander']]")
    directory.add(LHSM)
    answer = console.post(form.get("action"), {**dict(form.form_values()), "action": "redemander"})
    assert answer.status == 303 and step(answer.follow()) == "create-account"


def test_a_closed_establishment_asks_for_the_reason(app, desk, agent, directory):
    directory.add(LHSM, State.CLOSED)
    console = desk(agent)
    page = console.open(target(ask(console, LHSM), "c"))
    assert step(page) == "create-account" and send(console, page, **COMPANY, **PERSON).error("reason")
    done = send(console, page, **COMPANY, **PERSON, reason="Transfert en cours, attestation vue")
    assert done.status == 303


@pytest.mark.parametrize("siret", ["abc", "1", "20008495200016"])
def test_a_number_that_is_no_siret_is_a_page_that_does_not_exist(app, desk, agent, siret):
    assert desk(agent).open(f"{ADDRESS}{siret}/creer").status == 404


def test_a_siret_that_nobody_knows_leads_back_to_the_call(app, desk, agent):
    answer = desk(agent).open(f"{ADDRESS}{people.new_siret()}/creer")
    assert answer.status == 303 and step(answer.follow()) == "type-company"


TYPED = {
    "name": "SARL Saisie",
    "kind": "entreprise",
    "phone": "02 35 19 45 45",
    "email": "accueil@example.org",
    "address": "1 quai",
    "postcode": "76600",
    "city": "Le Havre",
    "reason": "Extrait Kbis reçu ce matin",
}


def test_a_company_that_the_directory_does_not_know_is_typed_without_leaving_the_call(app, desk, agent):
    console, siret = desk(agent), people.new_siret()
    page = ask(console, siret)
    assert step(page) == "type-company" and focused(page) == ["name"]
    wrong = console.post(target(page), {**page.form("reason"), **TYPED, "phone": "12"})
    assert wrong.status == 422 and wrong.error("phone") and step(wrong) == "type-company"
    answer = console.post(target(wrong), {**wrong.form("reason"), **TYPED})
    assert answer.status == 303 and answer.location == f"{ADDRESS}?q={siret}"
    assert step(answer.follow()) == "create-account" and "SARL Saisie" in answer.follow().text
    assert console.post(target(wrong), {**wrong.form("reason"), **TYPED}).status == 303, (
        "sent twice, made once"
    )
    assert console.open(target(wrong)).status == 303


def test_what_the_old_record_bears_is_offered_where_the_company_is_typed(app, desk, agent, record):
    siret = people.new_siret()
    concession = record(
        siret=str(siret), holder="SARL Ancienne", phone="+33239999999", email="", city="Octeville"
    )
    page = ask(desk(agent), siret)
    assert page.value("name") == "SARL Ancienne" and page.value("city") == "Octeville"
    assert focused(page) == ["kind"]
    looks = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    assert looks.count() == 1
