"""What staff say of a pair: accepted, not the same, later; each with its trace, each once."""

from __future__ import annotations

import pytest

from models import attachments
from models.assistance import workbench
from models.assistance.pairs import MatchPair, find_pair
from models.assistance.workbench import AlreadyMatched, NothingToDecide
from models.assistance.workbench.queue import candidate_of, count_waiting, list_decided, list_waiting
from models.attachments import Evidence, Review
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from tests.support import people, records

WHY = "Même SIREN et même courriel sur l’ancien dossier."


@pytest.fixture
def company(app):
    return people.pending(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company


@pytest.fixture
def record(company):
    made = records.concession(holder=company.name, siret=company.siret)
    workbench.fill()
    return made


def waiting():
    return [(pair.concession_id, pair.company_id) for pair in list_waiting(20)]


def test_accepting_keeps_the_company_of_a_record_and_attaches_nothing_without_a_proof(company, record, agent):
    assert workbench.accept(record, company, actor=records.by(agent)) is None
    pair = find_pair(record.id, company.id)
    assert (pair.verdict, pair.decided_by_id, waiting()) == ("accepted", agent.id, [])
    assert record.open_attachment is None
    (event,) = records.events("match-accepted")
    assert (event.subject_id, event.company_id, event.actor_id) == (record.id, company.id, agent.id)


def test_accepting_attaches_where_the_record_bears_the_siren_and_the_proved_address(app, agent):
    account = people.active()
    company = account.company
    record = records.concession(holder=company.name, siret=company.siret, email=account.email)
    workbench.fill()
    (pair,) = list_waiting(5)
    assert candidate_of(pair).attaches.id == account.id
    made = workbench.accept(record, company, justification=WHY, actor=records.by(agent))
    assert made.evidence == Evidence("siren") and made.review == Review.AFTER and made.justification == WHY
    assert record.open_attachment.id == made.id and {"match-accepted", "attached"} <= set(records.actions())


def test_a_justification_that_is_refused_leaves_nothing_behind(app, agent):
    account = people.active()
    record = records.concession(siret=account.company.siret, email=account.email)
    with pytest.raises(Exception) as refused:
        workbench.accept(record, account.company, justification="Oui", actor=records.by(agent))
    assert type(refused.value).__name__ == "JustificationTooShort"
    assert records.count(MatchPair) == 0 and records.events("match-accepted") == []


def test_refusing_is_remembered_and_the_next_best_company_comes(company, record, agent):
    twin = people.pending(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE AVAL")).company
    workbench.refuse(record, company, actor=records.by(agent))
    workbench.fill()
    assert (record.id, company.id) not in waiting()
    assert find_pair(record.id, company.id).verdict == "refused"
    assert [event.company_id for event in records.events("match-refused")] == [company.id]
    assert waiting() in ([], [(record.id, twin.id)])


def test_the_next_best_company_stands_there_at_once(app, agent):
    best, next_best = (
        people.pending(company=people.facts(name=name, phone=phone)).company
        for name, phone in (("AUSTREBERTHE", "+33235998877"), ("AUSTREBERTHE", "+33235112233"))
    )
    record = records.concession(holder=best.name, phone=best.phone)
    workbench.fill()
    assert waiting() == [(record.id, best.id)]
    workbench.refuse(record, best, actor=records.by(agent))
    assert waiting() == [(record.id, next_best.id)]


def test_later_goes_behind_all_that_nobody_put_off(company, agent):
    first, second = (records.concession(holder=company.name, siret=company.siret) for _ in "12")
    workbench.fill()
    workbench.postpone(first, company, actor=records.by(agent))
    assert [number for number, _ in waiting()] == [second.id, first.id]
    workbench.fill()
    assert [number for number, _ in waiting()] == [second.id, first.id]
    assert len(records.events("match-postponed")) == 1


def test_saying_it_twice_says_it_once(company, record, agent):
    for decide in (workbench.refuse, workbench.accept):
        for _ in "12":
            decide(record, company, actor=records.by(agent))
    assert len(records.events("match-refused")) == len(records.events("match-accepted")) == 1
    assert [pair.verdict for pair in list_decided(agent)] == ["accepted"]


def test_a_double_click_is_no_colleague(company, record, agent):
    for decide in (workbench.refuse, workbench.accept):
        seen = find_pair(record.id, company.id).mark
        for _ in "12":
            decide(record, company, seen=seen, actor=records.by(agent))
    assert len(records.events("match-refused")) == len(records.events("match-accepted")) == 1
    with pytest.raises(Stale):
        workbench.accept(record, company, seen=seen, actor=records.by(people.staff()))


def test_a_key_pressed_twice_puts_off_once_and_blames_no_colleague(company, record, agent):
    seen = find_pair(record.id, company.id).mark
    for _ in "12":
        workbench.postpone(record, company, seen=seen, submission="x" * 24, actor=records.by(agent))
    assert find_pair(record.id, company.id).put_off == len(records.events("match-postponed")) == 1
    with pytest.raises(Stale):
        workbench.postpone(record, company, seen=seen, submission="y" * 24, actor=records.by(agent))


def test_of_what_is_closed_since_nothing_is_decided_and_it_is_not_counted(app, agent):
    best, next_best = (
        people.pending(company=people.facts(name="AUSTREBERTHE", phone=phone)).company
        for phone in ("+33235998877", "+33235112233")
    )
    record = records.concession(holder=best.name, phone=best.phone)
    workbench.fill()
    assert count_waiting().value == 1
    with transaction():
        record.closed_at = now()
    assert waiting() == [] and count_waiting().value == 0
    for decide in (workbench.accept, workbench.refuse, workbench.postpone):
        with pytest.raises(NothingToDecide):
            decide(record, best, actor=records.by(agent))
    pair = find_pair(record.id, best.id)
    assert (pair.verdict, pair.put_off, candidate_of(pair).attaches) == ("waiting", 0, None)
    assert find_pair(record.id, next_best.id) is None


def test_a_colleague_who_was_faster_is_told(company, record, agent):
    seen = find_pair(record.id, company.id).mark
    workbench.refuse(record, company, seen=seen, actor=records.by(agent))
    for decide in (workbench.accept, workbench.postpone):
        with pytest.raises(Stale):
            decide(record, company, seen=seen, actor=records.by(people.staff()))
    assert find_pair(record.id, company.id).verdict == "refused"


def test_a_record_is_accepted_for_one_company_and_for_another_once_that_one_is_refused(
    company, record, agent
):
    other = people.pending().company
    workbench.accept(record, company, actor=records.by(agent))
    with pytest.raises(AlreadyMatched):
        workbench.accept(record, other, actor=records.by(agent))
    workbench.refuse(record, company, actor=records.by(agent))
    workbench.accept(record, other, actor=records.by(agent))
    assert find_pair(record.id, other.id).verdict == "accepted"


def test_another_company_than_the_one_that_waits_may_be_named(company, record, agent):
    other = people.pending().company
    workbench.accept(record, other, actor=records.by(agent))
    assert waiting() == [] and find_pair(record.id, company.id) is None


def test_an_attached_record_is_not_accepted(company, record, agent):
    account = people.active(company=people.facts(siret=company.siret))
    attachments.attach(
        record, account, evidence=Evidence.CODE, access_code=records.CODE, actor=records.by(agent)
    )
    with pytest.raises(NothingToDecide):
        workbench.accept(record, company, actor=records.by(agent))


def test_administrators_look_and_do_not_decide(company, record, admin):
    for decide in (workbench.accept, workbench.refuse, workbench.postpone):
        with pytest.raises(NotAllowed):
            decide(record, company, actor=records.by(admin))
    assert waiting() == [(record.id, company.id)]
