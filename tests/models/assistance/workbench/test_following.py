"""What is known of a closed company's pairs follows it to the one that goes on in its place, and back."""

from __future__ import annotations

import pytest

from models import companies
from models.assistance import workbench
from models.assistance.pairs import MatchPair, Verdict, find_pair
from models.companies.directory import Establishment, State
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values.siret import Siret
from tests.support import people
from tests.support.records import by, concession

OLD, NEW = Siret("00542002100023"), Siret("00542002100056")
SUCCESSOR = Establishment(NEW, State.OPEN, name="BIQUEZ")


@pytest.fixture
def closed(app):
    """A company that closed."""
    company = people.active(company=people.facts(siret=OLD)).company
    companies.note_news(company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    return company


@pytest.fixture
def other(app):
    """The company of ours that goes on in its place."""
    return people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE")).company


def pair(company, verdict, record=None, agent=None):
    with transaction() as session:
        decision = {} if agent is None else {"decided_by_id": agent.id, "decided_at": now()}
        made = MatchPair(
            concession=record or concession(), company=company, verdict=verdict.value, score=0.8, **decision
        )
        session.add(made)
    return made


def standing():
    db.session.expire_all()
    pairs = db.session.scalars(db.select(MatchPair).order_by(MatchPair.id))
    return [(each.id, each.company_id, each.verdict, each.decided_by_id, each.place) for each in pairs]


def test_what_waits_and_what_staff_decided_is_the_others_and_back(closed, other, agent):
    waits = pair(closed, Verdict.WAITING)
    accepted = pair(closed, Verdict.ACCEPTED, agent=agent)
    refused = pair(closed, Verdict.REFUSED, agent=agent)
    before = standing()
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert [row[1:3] for row in standing()] == [
        (other.id, each.verdict) for each in (waits, accepted, refused)
    ]
    companies.undo_succession(closed, actor=by(agent))
    assert standing() == before


def test_what_was_accepted_for_the_one_is_the_others_though_it_was_refused_for_it(
    closed, other, agent, admin
):
    record = concession()
    pair(closed, Verdict.ACCEPTED, record, agent)
    pair(other, Verdict.REFUSED, record, admin)
    before = standing()
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    found = find_pair(record.id, other.id)
    assert (found.verdict, found.decided_by_id) == ("accepted", agent.id)
    assert find_pair(record.id, closed.id).verdict == "refused"
    companies.undo_succession(closed, actor=by(agent))
    assert standing() == before


def test_what_waited_for_the_one_and_was_refused_for_the_other_waits_no_more(closed, other, agent):
    record = concession()
    pair(closed, Verdict.WAITING, record)
    pair(other, Verdict.REFUSED, record, agent)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert [row[1:3] for row in standing()] == [(other.id, "refused")]


def test_what_was_refused_for_the_one_is_proposed_for_the_other_no_more(closed, other, agent):
    record = concession()
    pair(closed, Verdict.REFUSED, record, agent)
    pair(other, Verdict.WAITING, record)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert [row[1:3] for row in standing()] == [(other.id, "refused")]
    companies.undo_succession(closed, actor=by(agent))
    assert [row[1:3] for row in standing()] == [(closed.id, "refused")]


def test_what_is_known_of_the_other_stays(closed, other, agent):
    record = concession()
    pair(closed, Verdict.REFUSED, record, agent)
    pair(other, Verdict.ACCEPTED, record, agent)
    before = standing()
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert standing() == before


def test_what_was_decided_for_the_other_since_stays_its(closed, other, agent):
    record = concession()
    pair(closed, Verdict.WAITING, record)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    workbench.accept(record, other, actor=by(agent))
    companies.undo_succession(closed, actor=by(agent))
    assert [row[1:3] for row in standing()] == [(other.id, "accepted")]


def test_the_record_of_a_closed_company_may_be_accepted_for_the_one_that_goes_on(closed, other, agent):
    record = concession()
    pair(closed, Verdict.WAITING, record)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    workbench.accept(record, other, actor=by(agent))
    assert find_pair(record.id, other.id).verdict == "accepted"
