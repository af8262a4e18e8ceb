"""An account is made once: of a double click, of somebody whom we know, of one source."""

from __future__ import annotations

from models.accounts import ProAccount
from models.companies.queries import find_company_by_siret
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people
from tests.support.portal import COMPANY, PERSON, KnownDirectory, step_3
from tests.support.records import count
from tests.support.visitor import Visitor
from views import access
from views.access import sources


def test_a_double_click_makes_one_account(visitor: Visitor, directory: KnownDirectory) -> None:
    page = step_3(visitor, directory)
    first, second = page.send(**PERSON), page.send(**PERSON)
    assert first.target == second.target == "/creer-un-compte/recapitulatif"
    assert count(ProAccount) == 1 and count(OutboxEmail) == 1


def test_a_click_whose_answer_was_lost_makes_no_second_account(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_3(visitor, directory)
    cookie = visitor.client.get_cookie("bascule")
    assert cookie is not None
    from models.kernel.access.sessions import Session

    row = db.session.query(Session).one()
    before = dict(row.data)
    page.send(**PERSON)
    db.session.rollback()
    row = db.session.query(Session).one()
    row.data = before
    db.session.commit()
    assert page.send(**PERSON).follow().says("pro.john.doe")
    assert count(ProAccount) == 1


def test_a_second_account_never_sees_nor_changes_the_stored_contacts(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    siret = directory.add()
    people.pending(company=people.facts(siret=siret, email="secret@example.org", phone="+33235000001"))
    page = visitor.open("/creer-un-compte/pro").send(siret=siret).follow()
    assert "secret@example.org" not in page.html and "35000001" not in page.html.replace(" ", "")
    page = page.send(**COMPANY).follow().send(**PERSON).follow()
    assert "secret@example.org" not in page.html
    company = find_company_by_siret(siret)
    assert company is not None and company.email == "secret@example.org"


def create(browser) -> int:
    def send(address: str, **fields: str):
        return browser.post(address, data={**fields, "csrf_token": people.csrf(browser, address)})

    send("/creer-un-compte/pro", siret="20008495200015")
    company = {"kind": "collectivite", "phone": "02 35 22 33 44", "email": "contact@example.org"}
    send("/creer-un-compte/structure", **company)
    person = {"first_name": "John", "last_name": "Doe", "email": "john@example.org", "job_title": "Employé"}
    return send("/creer-un-compte/personne", **person).status_code


def test_a_twenty_first_account_from_one_address_within_the_hour_is_too_many(app, client, monkeypatch):
    monkeypatch.setitem(sources.PER_SOURCE, access.Costly.ACCOUNT, 1)
    assert [create(client), create(app.test_client())] == [303, 429]


def test_who_types_somebodys_address_learns_neither_their_name_nor_their_identifier(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    siret = directory.add(name="RESEAUX DU LITTORAL")
    known = people.active(company=people.facts(siret=siret), first_name="Jeanne", last_name="Dupont")
    page = visitor.open("/creer-un-compte/pro").send(siret=siret).follow().send(**COMPANY).follow()
    typed = {**PERSON, "first_name": "Zed", "last_name": "Qux", "email": known.email}
    page = page.send(**typed).follow()
    assert page.doc.get_element_by_id("identifier").text_content() == "pro.zed.qux"
    assert "jeanne" not in page.html.replace(
        known.email, ""
    ).lower() and "dupont" not in page.html.lower().replace(known.email, "")


def test_a_person_whom_we_know_is_written_to_and_the_page_says_the_same(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    siret = directory.add(name="RESEAUX DU LITTORAL")
    known = people.active(company=people.facts(siret=siret), first_name="John", last_name="Doe")
    before, owed = known.email, count(OutboxEmail)
    page = visitor.open("/creer-un-compte/pro").send(siret=siret).follow().send(**COMPANY).follow()
    page = page.send(**PERSON).follow()
    assert page.says("a été créé") and page.says(PERSON["email"]) and not page.says(before)
    identifier = page.doc.get_element_by_id("identifier").text_content()
    assert identifier == f"{known.identifier}2", "as a person of that name would be given whom nobody knows"
    assert count(ProAccount) == 1 and count(OutboxEmail) == owed + 1
    page = visitor.open("/creer-un-compte/recapitulatif/courriel").send(email="voleur@example.org").follow()
    assert page.says("voleur@example.org")
    db.session.refresh(known)
    assert known.email == before, "whoever is told that they made the account changes nothing of it"
    assert not db.session.query(OutboxEmail).filter_by(to="voleur@example.org").count()
