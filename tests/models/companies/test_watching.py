"""What the directory says since of a company that it knew: told once, and decided by a person."""

from __future__ import annotations

import pytest

from models import companies
from models.audit import AuditEvent
from models.companies import News, findings
from models.companies.directory import Establishment, State
from models.kernel.base import db
from models.values.siret import Siret
from tests.support import people
from tests.support.records import actions, by

SAME = {"name": "RESEAUX DU LITTORAL", "address": "12 RUE DU PERREY", "postcode": "76600", "city": "LE HAVRE"}


@pytest.fixture
def company(app):
    return companies.register(people.facts(state=State.OPEN, **SAME), actor=people.SYSTEM)


def look(company, state=State.OPEN, **facts):
    found = Establishment(Siret(company.siret), state, **{**SAME, **facts})
    return companies.note_news(company, found, actor=people.SYSTEM)


def test_a_company_that_is_as_it_was_is_no_news_and_leaves_no_trace(company):
    version, before = company.version, actions()
    assert look(company) is None
    assert (company.version, actions()) == (version, before)


def test_one_that_closed_is_told_once_and_its_state_is_the_directorys(company):
    assert look(company, State.CLOSED, name="AUTRE") == News(is_closed=True)
    assert company.directory_state == "closed" and findings.list_findings(company) == {}
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert event.action == "company-watched"
    assert look(company, State.CLOSED) is None, "what was told once is no news"


def test_one_that_was_renamed_waits_for_a_word_and_keeps_its_name_until_then(company, agent):
    assert look(company, name="LITTORAL ET FILS") == News(facts=("name",))
    assert company.name == SAME["name"] and findings.list_findings(company) == {"name": "LITTORAL ET FILS"}
    assert look(company, name="LITTORAL ET FILS") is None
    companies.settle(company, taken={"name": False}, actor=by(agent))
    assert look(company, name="LITTORAL ET FILS") is None, "ours was preferred"
    assert look(company, name="LITTORAL ET FILLES", city="ROUEN") == News(facts=("name", "city"))


def test_one_that_opened_again_is_set_right_and_is_nobodys_work(company):
    look(company, State.CLOSED)
    assert look(company) is None
    assert company.directory_state == "open"


@pytest.mark.parametrize("state", [State.UNKNOWN, State.UNAVAILABLE])
def test_a_directory_that_knows_nothing_says_nothing(company, state):
    found = Establishment(Siret(company.siret), state)
    assert companies.note_news(company, found, actor=people.SYSTEM) is None
    assert company.directory_state == "open" and not company.is_to_verify


def test_one_that_was_typed_by_hand_is_left_to_its_own_question(app):
    typed = companies.register(people.facts(state=State.UNAVAILABLE), actor=people.SYSTEM)
    assert look(typed, name="AUTRE") is None
    assert typed.is_to_verify and findings.list_findings(typed) == {}
