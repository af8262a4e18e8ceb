"""What is done in passing during a call: contacts put right, a referent added, a supervisor asked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import attachments, cases, companies
from models.attachments.visibility import is_referent
from models.audit import AuditEvent
from models.cases import Case
from models.kernel.base import db
from tests.support import people
from tests.support.calls import ADDRESS, ask, heading, step, target
from tests.support.records import CODE, actions, by, concession, mails_of
from tests.views.backoffice.conftest import again


def focused(page):
    return page.doc.xpath("//*[@data-step]//*[@autofocus]/@name")


def test_the_contacts_of_the_company_are_corrected_in_the_call(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "s"))
    assert step(page) == "correct_company" and focused(page) == ["phone"]
    wrong = console.post(target(page), {**page.form("version"), "phone": "12"})
    assert wrong.status == 422 and wrong.error("phone") and step(wrong) == "correct_company"
    answer = console.post(target(wrong), {**wrong.form("version"), "phone": "02 35 99 88 77"})
    assert answer.status == 303 and answer.location.startswith(f"{ADDRESS}?q={account.identifier}")
    assert again(account.company).phone == "+33235998877"
    assert "est corrigée" in answer.follow().text


def test_the_mail_of_the_person_is_corrected_in_the_call(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "e"))
    assert heading(page) == f"Corriger le compte de {account.full_name}" and focused(page) == ["email"]
    answer = console.post(target(page), {**page.form("version"), "email": "nouvelle@example.org"})
    assert answer.status == 303 and again(account).email == "nouvelle@example.org"


def test_whoever_saves_second_is_shown_what_crosses_without_leaving_the_call(app, desk, agent, account):
    console, company = desk(agent), account.company
    page = console.open(target(ask(console, account.identifier), "s"))
    changes = {"phone": "+33235110011"}
    companies.correct(company, version=company.version, actor=by(people.staff()), **changes)
    crossed = console.post(target(page), {**page.form("version"), "phone": "02 35 99 88 77"})
    assert crossed.status == 422 and step(crossed) == "correct_company"
    kept = {**crossed.form("version"), "keep_phone": "mine", "phone": "02 35 99 88 77"}
    assert console.post(target(crossed), kept).status == 303 and again(company).phone == "+33235998877"


@pytest.mark.parametrize("left_out", [{}, {"version": ""}])
def test_a_correction_without_its_version_overwrites_nobody(app, desk, agent, account, left_out):
    console, company = desk(agent), account.company
    page = console.open(target(ask(console, account.identifier), "s"))
    companies.correct(company, version=company.version, actor=by(people.staff()), phone="+33235110011")
    sent = {name: value for name, value in page.form("version").items() if name != "version"}
    answer = console.post(target(page), {**sent, **left_out, "phone": "02 35 99 88 77"})
    assert answer.status == 422 and again(company).phone == "+33235110011"


@pytest.fixture
def held(account, agent, record):
    concession = record(siret=account.company.siret)
    return attachments.attach(concession, account, evidence="code", access_code=CODE, actor=by(agent))


def test_a_colleague_becomes_a_referent_without_leaving_the_call(app, desk, agent, account, held):
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "u"))
    assert step(page) == "add_referent" and page.form("account")["account"] == str(other.id)
    assert console.post(target(page), page.form("account")).status == 303 and is_referent(held, other)
    assert console.post(target(page), page.form("account")).status == 422, "nobody is left to add"
    assert console.open(target(page)).status == 303, "nor asked for"


def test_a_referent_is_added_where_an_active_colleague_sees_less(app, desk, agent, account, record, held):
    others = [
        make(company=people.facts(siret=account.company.siret)) for make in (people.active, people.pending)
    ]
    newest = record(title="Quai Neuf", siret=account.company.siret)
    attachments.attach(newest, account, evidence="code", access_code=CODE, actor=by(agent))
    attachments.add_referent(held.concession.open_attachment, others[0], actor=by(agent))
    ways = ask(desk(agent), account.identifier).doc.xpath("//a[contains(@href, '/referent?')]")
    assert [(way.get("data-key"), str(newest.open_attachment.id) in way.get("href")) for way in ways] == [
        ("u", True)
    ]
    attachments.add_referent(newest.open_attachment, others[0], actor=by(agent))
    page = ask(desk(agent), account.identifier)
    assert "Quai Neuf" in page.text and not page.doc.xpath("//a[contains(@href, '/referent?')]")


def test_nobody_is_asked_to_decide_while_no_supervisor_may(app, desk, agent, account):
    assert not ask(desk(agent), account.identifier).doc.xpath("//*[@data-key='b']")


def test_a_supervisor_gets_the_case_with_what_is_to_be_decided(app, desk, agent, supervisor, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "b"))
    assert step(page) == "ask_supervisor" and focused(page) == ["question"]
    assert console.post(target(page), page.form("question")).error("question")
    answer = console.post(target(page), {**page.form("question"), "question": "Deux gérants se disputent"})
    assert answer.status == 303 and supervisor.name in answer.follow().text
    case = db.session.scalars(sa.select(Case)).one()
    assert case.owner_id == supervisor.id and case.due_on is not None
    assert case.next_action.replace("\N{NO-BREAK SPACE}", " ") == (
        f"{agent.name} demande : Deux gérants se disputent"
    )


def test_a_question_on_what_a_colleague_planned_meanwhile_is_refused(app, desk, agent, supervisor, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "b"))
    cases.open_for(account.company, actor=by(people.staff()))
    late = console.post(target(page), {**page.form("question"), "question": "Deux gérants"})
    assert late.status == 422 and late.value("question") == "Deux gérants"
    assert console.post(target(late), late.form("question")).status == 303


def test_a_call_back_is_promised_at_what_an_old_record_bears_which_leaves_a_trace(
    app, desk, agent, account, record
):
    concession = record(siret=account.company.siret, phone="+33239999999", email="")
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "w"))
    assert step(page) == "reach" and concession.reference in page.text and focused(page) == ["reach"]
    looks = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    assert looks.count() == 1
    refused = console.post(target(page), {**page.form("reach"), "reach": "+33238888888"})
    assert refused.status == 422 and refused.error("reach")
    assert console.post(target(page), {**page.form("reach"), "reach": "+33239999999"}).status == 303
    case = db.session.scalars(sa.select(Case)).one()
    assert case.next_action.replace("\N{NO-BREAK SPACE}", " ") == (
        f"Rappeler {account.full_name} au 02 39 99 99 99"
    )
    assert case.owner_id == agent.id and case.due_on is not None


def test_one_writes_where_only_an_address_is_known(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "w"))
    console.post(target(page), {**page.form("reach"), "reach": account.company.email})
    assert f"à l’adresse {account.company.email}" in db.session.scalars(sa.select(Case)).one().next_action


def test_a_supervisor_asks_nobody(app, desk, supervisor, account):
    assert not ask(desk(supervisor), account.identifier).doc.xpath("//*[@data-key='b']")


@pytest.mark.parametrize("verb", ["structure", "personne", "referent", "superviseur", "joindre"])
@pytest.mark.parametrize("number", ["0", "abc", "12345"])
def test_what_is_of_no_call_is_a_page_that_does_not_exist(app, desk, agent, verb, number):
    assert desk(agent).open(f"{ADDRESS}{number}/{verb}").status == 404


def test_another_company_than_that_of_the_call_is_none_of_it(app, desk, agent, account):
    other = people.active().company
    address = f"{ADDRESS}{other.id}/structure?appel=compte%3D{account.id}"
    assert desk(agent).open(address).status == 404


def test_a_new_password_is_sent_in_the_call(app, desk, agent, account):
    console = desk(agent)
    page = console.open(target(ask(console, account.identifier), "m"))
    assert step(page) == "send_reset" and account.email in page.text
    assert page.doc.xpath("//*[@data-step]//button[@autofocus]")
    answer = console.post(target(page), page.form("csrf_token"))
    assert answer.status == 303 and answer.location.startswith(f"{ADDRESS}?q={account.identifier}")
    assert [mail.to for mail in mails_of("reset")] == [account.email]


def test_the_link_of_an_account_is_sent_again_in_the_call(app, desk, agent):
    pending, console = people.pending(), desk(agent)
    page = console.open(target(ask(console, pending.identifier), "l"))
    assert step(page) == "resend"
    answer = console.post(target(page), page.form("csrf_token"))
    assert answer.status == 303 and answer.location.startswith(f"{ADDRESS}?q={pending.identifier}")
    assert len(mails_of("activation")) == 2


def test_nothing_is_sent_in_the_call_to_whom_it_is_not_due(app, desk, agent, account):
    pending, console = people.pending(), desk(agent)
    assert console.open(f"/console/migration/{pending.id}/mot-de-passe?appel=").status == 404
    assert console.open(f"/console/migration/{account.id}/renvoyer?appel=").status == 404


def test_another_record_is_sought_by_its_title_without_leaving_the_call(app, desk, agent, account):
    record = concession(title="Réseau des bassins")
    attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    console = desk(agent)
    (way,) = ask(console, account.identifier).doc.xpath("//main//a[contains(@href, '/chercher?appel')]/@href")
    page = console.open(way)
    assert step(page) == "find-record" and focused(page) == ["intitule"]
    found = console.open(f"{ADDRESS}?q={account.identifier}&intitule=reseau+des+bassins")
    assert step(found) == "attach" and record.reference in found.text


def test_what_an_old_record_says_is_seen_in_the_call_and_the_look_leaves_its_trace(app, desk, agent, account):
    record = concession(title="Réseau des bassins", phone="+33235998877", siret=account.company.siret)
    console = desk(agent)
    page = ask(console, account.identifier)
    (way,) = page.doc.xpath("//main//a[contains(@href, '/ancien-dossier?appel')]/@href")
    before = actions().count("concession-consulted")
    page = console.open(way)
    facts = page.doc.xpath("//*[@id='dossier']")[0].text_content()
    assert record.email in facts and record.reference in facts and step(page) == "attach"
    assert actions().count("concession-consulted") == before + 1
