"""A program creates an account as the console does: directory, duplicates, activation mail, trace."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.audit import AuditEvent
from models.companies.directory import Establishment, State
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people
from tests.support.callers import caller
from tests.support.portal import KnownDirectory
from tests.support.records import count

PERSON = {
    "first_name": "Élodie",
    "last_name": "Dœuvre",
    "email": "elodie@example.org",
    "job_title": "Gérante",
}


def typed(siret, **changes):
    company = {"company_kind": "entreprise", "company_phone": "02 35 22 33 44"}
    return {**PERSON, **company, "siret": siret, "company_email": "contact@example.org", **changes}


@pytest.fixture
def directory(app):
    """A directory that does not answer, unless a test says what it does."""
    real, known = app.extensions["bascule.directory"], KnownDirectory()
    app.extensions["bascule.directory"] = known
    yield known
    app.extensions["bascule.directory"] = real


def test_an_account_is_created_with_its_company_its_mail_and_its_trace(app, account):
    program = caller(app)
    answer = program.post("accounts", {**PERSON, "siret": account.company.siret})
    made = answer.get_json()
    assert answer.status_code == 201, made
    assert (made["identifier"], made["status"], made["door"]) == ("pro.elodie.doeuvre", "pending", "pro")
    assert program.get(answer.headers["Location"]).get_json() == made
    row = db.session.get(ProAccount, made["id"])
    assert row.made_by_kind == "client" and row.company_id == account.company_id
    event = db.session.scalars(
        db.select(AuditEvent).filter_by(action="account-created", subject_id=row.id)
    ).one()
    assert (event.actor_kind, event.role, event.detail.actor_name[:7]) == ("client", "agent", "Guichet")
    mails = db.session.scalars(db.select(OutboxEmail).filter_by(account_id=row.id)).all()
    assert [mail.kind for mail in mails] == ["activation"]


def test_nothing_of_a_link_a_code_or_a_password_is_in_an_answer(app, account):
    made = caller(app).post("accounts", {**PERSON, "siret": account.company.siret})
    row = db.session.get(ProAccount, made.get_json()["id"])
    assert people.activation_secret(row) not in made.text
    assert not {"password", "token", "secret", "code"} & set(made.get_json())


def test_a_person_who_is_probably_there_already_takes_a_reason(app, account):
    wanted = {**PERSON, "siret": account.company.siret, "email": account.email}
    program = caller(app)
    refused = program.post("accounts", wanted)
    assert (refused.status_code, refused.get_json(force=True)["type"]) == (409, "urn:bascule:person-known")
    assert program.post("accounts", {**wanted, "even_if_known": "Un homonyme"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "x"}, "email"),
        ({"company_email": "x"}, "company_email"),
        ({"company_phone": "12"}, "company_phone"),
        ({"company_kind": None}, "company_kind"),
        ({"first_name": ""}, "first_name"),
        ({"siret": "1" * 14}, "siret"),
        ({"nickname": "x"}, ""),
    ],
)
def test_a_point_that_does_not_fit_is_named(app, directory, change, field):
    siret = directory.add(kind=None)
    answer = caller(app).post("accounts", typed(siret) | change)
    assert answer.status_code == 422, answer.text
    assert [point["field"] for point in answer.get_json(force=True)["errors"]] == [field]
    assert count(ProAccount) == 0


def test_a_closed_establishment_takes_a_reason(app, directory):
    siret, program = directory.add(State.CLOSED), caller(app)
    refused = program.post("accounts", typed(siret))
    assert refused.get_json(force=True)["type"] == "urn:bascule:reason-missing"
    assert program.post("accounts", typed(siret, reason="Reprise en cours")).status_code == 201


def test_what_the_directory_does_not_know_is_typed_by_hand_in_the_console_alone(app, directory):
    answer = caller(app).post("accounts", typed(people.new_siret(), reason="Vu au guichet"))
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (422, "urn:bascule:company-unknown")


def test_a_company_that_the_directory_cannot_tell_now_is_verified_later(app, directory):
    siret = people.new_siret()
    directory.known[siret] = Establishment.unavailable(siret)
    made = caller(app).post("accounts", typed(siret, company_name="RESEAUX DU PERREY"))
    assert made.status_code == 201
    company = db.session.get(ProAccount, made.get_json()["id"]).company
    assert company.is_to_verify and company.name == "RESEAUX DU PERREY"


def test_facts_that_are_left_to_a_silent_directory_are_sent_again_later(app, directory):
    siret = people.new_siret()
    directory.known[siret] = Establishment.unavailable(siret)
    answer = caller(app).post("accounts", typed(siret))
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (503, "urn:bascule:unavailable")


def test_an_identifier_is_found_as_people_type_it(app, account):
    found = caller(app).get(f"accounts?identifier={account.identifier.upper()}").get_json()
    assert [row["id"] for row in found["accounts" if "accounts" in found else "items"]] == [account.id]
