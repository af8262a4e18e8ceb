"""What staff said of a pair decides what is proposed, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from models.assistance import matching
from models.assistance.matching import Sign
from models.assistance.pairs import MatchPair
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people, records


@pytest.fixture
def company(app):
    return people.pending(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company


def say(record, company, verdict):
    with transaction() as session:
        moment = None if verdict == "waiting" else now()
        pair = MatchPair(
            concession_id=record.id, company_id=company.id, verdict=verdict, score=0.5, decided_at=moment
        )
        session.add(pair)
    return pair


def test_a_record_has_one_company_that_waits_or_is_accepted(company):
    record, other = records.concession(), people.pending().company
    say(record, company, "refused")
    say(record, other, "waiting")
    with pytest.raises(IntegrityError):
        say(record, people.pending().company, "accepted")


def test_what_was_decided_says_when(company):
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            MatchPair(
                concession_id=records.concession().id, company_id=company.id, verdict="accepted", score=1
            )
        )


def test_a_refused_company_is_proposed_for_that_record_no_more_and_for_others_it_is(company):
    refused, other = (records.concession(holder=company.name, siret=company.siret) for _ in "12")
    say(refused, company, "refused")
    assert matching.companies_of(refused) == []
    assert [match.row.id for match in matching.companies_of(other)] == [company.id]
    assert [match.row.id for match in matching.records_of(matching.profile_of(company))] == [other.id]


def test_an_accepted_record_is_proposed_first_and_its_rivals_yield(company):
    record = records.concession(holder="AUSTREBERTHE", phone="", email="")
    twin = people.pending(company=people.facts(name="HYDRAULIQUE AUSTREBERTHE")).company
    surer = records.concession(holder=company.name, siret=company.siret)
    say(record, company, "accepted")
    first, second = matching.records_of(matching.profile_of(company))
    assert (first.row.id, second.row.id) == (record.id, surer.id)
    assert first.is_confident and first.signs[0] is Sign.RECOGNISED
    best = matching.companies_of(record)
    assert best[0].row.id == company.id and all(
        match.score < 0.1 for match in best if match.row.id == twin.id
    )


def test_an_accepted_record_is_proposed_though_nothing_of_it_resembles_the_company(company):
    record = records.concession(title="Lot 4", holder="", siret="", phone="", email="")
    say(record, company, "accepted")
    assert [match.row.id for match in matching.records_of(matching.profile_of(company))] == [record.id]
