"""A person whom we probably know: staff are shown the account, a stranger is told nothing of it."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import Person, PersonKnown, ProAccount
from models.companies import CompanyFacts
from tests.support import people
from tests.support.records import by, count, events, mails_of, of, visitor

JEAN = {"first_name": "Élodie", "last_name": "d'Œuvré", "email": "elodie@example.org"}


def facts_of(account: ProAccount, phone: str = "") -> CompanyFacts:
    return people.facts(siret=account.company.siret, phone=phone or account.company.phone)


def person_of(**changes) -> Person:
    return Person(
        **{"first_name": "Jean", "last_name": "Autre", "email": "jean@example.org", **changes}, job_title="X"
    )


def create(account, actor, *, phone="", why=None, **changes):
    return accounts.create(facts_of(account, phone), person_of(**changes), even_if_known=why, actor=actor)


def sign_up(account, **changes):
    return accounts.sign_up(
        facts_of(account), person_of(**changes), account_type="pro", submission=None, actor=visitor()
    )


@pytest.fixture
def known(app):
    return people.active(**JEAN)


SAME = [
    {"email": "ELODIE@example.org"},
    {"first_name": "Elodie", "last_name": "D’OEUVRE"},
    {"first_name": "d'œuvré", "last_name": "ÉLODIE"},
]


@pytest.mark.parametrize("same", SAME)
def test_staff_are_shown_the_account_and_go_on_with_a_reason(agent, known, same):
    with pytest.raises(PersonKnown) as refused:
        create(known, by(agent), **same)
    assert refused.value.facts == {"accounts": [known.id]} and count(ProAccount) == 1
    made = create(known, by(agent), why="Homonyme", **same)
    assert made.id != known.id and events("account-created")[-1].detail.reason == "Homonyme"


def test_a_telephone_tells_a_person_unless_it_is_the_companys(agent, known):
    accounts.rectify(known, typed_phone="06 12 34 56 78", version=known.version, actor=of(known))
    with pytest.raises(PersonKnown):
        create(known, by(agent), phone="+33612345678")
    assert create(known, by(agent), phone=known.company.phone)


def test_another_person_another_company_and_the_erased_are_new(agent, known):
    assert create(known, by(agent))
    elsewhere = accounts.create(people.facts(), Person(**JEAN, job_title="X"), actor=by(agent))
    assert elsewhere.id != known.id
    accounts.erase(known, reason="Demande", actor=people.SYSTEM)
    assert create(known, by(agent), **JEAN)


@pytest.mark.parametrize("same", SAME)
def test_a_stranger_makes_no_second_account_and_the_known_address_is_written_to(known, same):
    made = sign_up(known, **same)
    assert made.is_known and made.account.id == known.id and count(ProAccount) == 1
    assert [(mail.kind, mail.to) for mail in mails_of()][-1] == ("identifiers", known.email)


def test_who_has_yet_to_activate_gets_the_link_again(app):
    waiting = people.pending(**JEAN)
    made = sign_up(waiting, **JEAN)
    assert made.is_known and made.account.id == waiting.id
    assert [(mail.kind, mail.to) for mail in mails_of()][-1] == ("activation", waiting.email)


def test_an_address_that_nobody_proved_keeps_nobody_out(app):
    waiting = people.pending(**{**JEAN, "email": "faux@example.org"})
    made = sign_up(waiting, **JEAN)
    assert not made.is_known and made.account.email == JEAN["email"]
