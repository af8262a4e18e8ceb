"""What one address may ask of us without an account."""

from __future__ import annotations

from models.audit import AuditEvent
from models.cases import MOST_OPEN, Case
from models.kernel.base import db
from tests import people
from views.portal.attachments import statements

QUESTION = {"subject": "Code perdu", "message": "Où le trouver ?", "phone": "02 35 22 33 44"}


def ask(browser) -> int:
    told = {**QUESTION, "csrf_token": people.csrf(browser, "/aide")}
    return browser.post("/aide", data=told).status_code


def test_a_sixth_question_without_account_within_the_hour_is_too_many(client):
    assert [ask(client) for _ in range(6)] == [303] * 5 + [429]
    assert db.session.query(Case).count() == 5


def test_a_signed_in_person_asks_as_often_as_need_be(browser, account):
    assert [ask(browser(account)) for _ in range(6)] == [303] * 6


def test_an_eleventh_case_that_waits_is_refused_in_words_and_nothing_typed_is_lost(browser, account):
    mine = browser(account)
    assert [ask(mine) for _ in range(MOST_OPEN)] == [303] * MOST_OPEN
    answer = mine.post("/aide", data={**QUESTION, "csrf_token": people.csrf(mine, "/aide")})
    assert (
        answer.status_code == 422 and "laissez-le répondre" in answer.text and "Où le trouver" in answer.text
    )
    told = {"title": "Un titre", "csrf_token": people.csrf(mine, "/aide")}
    answer = mine.post("/rattachements/voirie/demander", data=told)
    assert answer.status_code == 422 and "laissez-le répondre" in answer.text
    assert db.session.query(Case).count() == MOST_OPEN


def test_an_eleventh_attestation_within_the_hour_is_too_many(browser, account, monkeypatch):
    monkeypatch.setattr(statements, "ATTESTATIONS", 1)
    mine, other = browser(account), browser(people.active())
    address = "/rattachements/attestation"
    assert [one.get(address).status_code for one in (mine, mine, other)] == [200, 429, 200]
    assert db.session.query(AuditEvent).filter_by(action="statement-made").count() == 2


def test_a_twenty_first_account_from_one_address_within_the_hour_is_too_many(app, client, monkeypatch):
    from views.portal.accounts import creation

    monkeypatch.setattr(creation, "ACCOUNTS_AN_HOUR", 1)
    assert [create(client), create(app.test_client())] == [303, 429]


def create(browser) -> int:
    def send(address: str, **fields: str):
        return browser.post(address, data={**fields, "csrf_token": people.csrf(browser, address)})

    send("/creer-un-compte/pro", siret="20008495200015")
    company = {"kind": "collectivite", "phone": "02 35 22 33 44", "email": "contact@example.org"}
    send("/creer-un-compte/structure", **company)
    person = {"first_name": "John", "last_name": "Doe", "email": "john@example.org", "job_title": "Employé"}
    return send("/creer-un-compte/personne", **person).status_code
