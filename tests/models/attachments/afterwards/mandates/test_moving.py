"""Mandates follow a company to the one that goes on in its place, and come back with it."""

from __future__ import annotations

import pytest

from models import companies
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.acting import acts_for_any, list_companies_acted_for
from models.companies.directory import Establishment, State
from models.kernel.base import db
from models.road_openings.queries import find_request_for_account
from models.values.siret import Siret
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.records import by, of

OLD, NEW = Siret("00542002100023"), Siret("00542002100056")
SUCCESSOR = Establishment(NEW, State.OPEN, name="BIQUEZ")


@pytest.fixture
def old(app):
    """Somebody of a company that will close."""
    return people.active(company=people.facts(siret=OLD))


@pytest.fixture
def new(app):
    """Somebody of the company that goes on in its place."""
    return people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE"))


def close(account):
    """The directory says that it closed."""
    companies.note_news(account.company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    return account.company


def test_what_it_gave_goes_along_with_what_was_asked_and_comes_back(old, new, agent):
    held, to = road_works.held(old), people.active()
    made = given(old, to, held)
    request = road_works.filed(to, held)
    closed, other = close(old), new.company
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert made.company == other == request.company and made.is_live
    assert list_companies_acted_for(to) == [other] and find_request_for_account(to, request.reference)
    assert "biquez neuve" in made.search
    since = road_works.filed(to, held)
    companies.undo_succession(closed, actor=by(agent))
    assert made.company == closed == request.company == since.company
    assert list_companies_acted_for(to) == [closed]


def test_what_it_holds_goes_along_with_its_people_and_comes_back(old, new, agent, account):
    made = given(account, old)
    closed, other = close(old), new.company
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert made.mandatary == other and {record.mandatary_id for record in made.records} == {other.id}
    assert acts_for_any(old) and not acts_for_any(new), "those who were let in, and nobody else"
    companies.undo_succession(closed, actor=by(agent))
    assert made.mandatary == closed and acts_for_any(old)


def test_one_that_it_gave_to_the_company_that_it_joins_ends(old, new, agent):
    made = given(old, new)
    companies.succeed(close(old), SUCCESSOR, actor=by(agent))
    assert made.ended_how == "emptied" and not acts_for_any(new)


def test_of_two_on_one_record_that_come_together_the_longer_stays(old, new, agent, account):
    held = road_works.held(account)
    short, long = given(account, old, held, days=10), given(account, new, held, days=20)
    companies.succeed(close(old), SUCCESSOR, actor=by(agent))
    assert short.ended_how == "emptied" and long.is_live and acts_for_any(new)


def test_where_the_row_stays_nothing_moves(old, agent, account):
    made, held = given(old, account), given(account, old)
    companies.succeed(close(old), SUCCESSOR, actor=by(agent))
    assert made.company.siret == held.mandatary.siret == NEW and made.is_live and held.is_live
    assert NEW in made.search and NEW in db.session.get_one(Mandate, held.id).search
    assert acts_for_any(old) and of(old).id == old.id
