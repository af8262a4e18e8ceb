"""Three facts are asked of a caller, compared however they are said, and neither told nor kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import attachments, cases
from models.assistance import caller_check
from models.assistance.caller_check import (
    MOST_FAILED,
    CallerCheck,
    NothingAnswered,
    TooLittleKnown,
    TooManyChecks,
    find_check_behind,
    list_asked,
)
from models.assistance.caller_facts import CallerFact, is_right, list_facts
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from models.values.siret import Siret
from tests.support import people, road_works
from tests.support.records import by, concession, count, events

WORDS = "Rappel ce matin au numéro du dossier, le gérant a répondu."


@pytest.fixture
def case(app, account, agent):
    road_works.held(account)
    return cases.open_for(account.company, actor=by(agent))


def right_answers(case):
    return {question.fact: question.values[0] for question in list_asked(case)}


def test_right_answers_pass_however_they_are_written_and_nothing_of_them_is_kept(case, agent):
    facts = {question.fact: question for question in list_facts(case.company)}
    spelt = {
        CallerFact.COMPANY_PHONE: " 02 35 22 33 44 ",
        CallerFact.COMPANY_EMAIL: case.company.email.upper(),
        CallerFact.STREET: "12, rue du Perrey",
        CallerFact.JOB_TITLE: "employe",
    }
    assert all(is_right(facts[fact], text) for fact, text in spelt.items())
    typed = right_answers(case)
    check = caller_check.check_caller(case, answers=typed, actor=by(agent))
    assert check.is_passed and check.right == 3
    (event,) = events("caller-checked")
    for text in typed.values():
        assert text not in f"{event.detail.after}{check.results}"


def call_back(account, agent, **evidence):
    facts = {"evidence": "callback", "justification": WORDS, "called_number": "+33235223344", **evidence}
    return attachments.attach(concession(), account, **facts, actor=by(agent))


def test_an_attachment_by_call_back_knows_the_check_of_its_own_call_alone(case, account, agent, clock):
    unchecked = call_back(account, agent)
    check = caller_check.check_caller(case, answers=right_answers(case), actor=by(agent))
    clock.shift(600)
    checked, by_another = call_back(account, agent), call_back(account, people.staff())
    other = call_back(account, agent, evidence="other", called_number="")
    clock.shift(3 * 3600)
    later = call_back(account, agent)
    found = [find_check_behind(made) for made in (unchecked, checked, by_another, other, later)]
    assert found == [None, check, None, None, None]


def test_a_wrong_or_missing_answer_is_wrong_and_other_facts_are_asked_next(case, agent):
    first = list_asked(case)
    answers = {first[0].fact: first[0].values[0], first[1].fact: "Je ne sais plus"}
    check = caller_check.check_caller(case, answers=answers, actor=by(agent))
    assert (check.right, check.is_passed) == (1, False)
    assert [question.fact for question in list_asked(case)] != [question.fact for question in first]


def test_nobody_is_checked_by_silence_nor_by_who_keeps_no_case(case, agent, admin):
    with pytest.raises(NothingAnswered):
        caller_check.check_caller(case, answers={CallerFact.STREET: " "}, actor=by(agent))
    with pytest.raises(NotAllowed):
        caller_check.check_caller(case, answers=right_answers(case), actor=by(admin))


def test_a_form_that_is_sent_twice_is_one_try(case, agent):
    wrong, seen = {list_asked(case)[0].fact: "faux"}, case.mark
    for _ in range(MOST_FAILED + 1):
        check = caller_check.check_caller(
            case, answers=wrong, submission="the-key", seen=seen, actor=by(agent)
        )
    assert (check.right, count(CallerCheck), len(events("caller-checked"))) == (0, 1, 1)


def test_who_asks_what_a_colleague_has_asked_since_is_told(case, agent):
    answers, seen = right_answers(case), case.mark
    caller_check.check_caller(case, answers=answers, seen=seen, actor=by(people.staff("agent")))
    with pytest.raises(Stale):
        caller_check.check_caller(case, answers=answers, seen=seen, actor=by(agent))
    assert count(CallerCheck) == 1


def test_of_a_visitor_nothing_is_known(app, agent):
    visitor = cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=people.SYSTEM)
    with pytest.raises(TooLittleKnown):
        caller_check.check_caller_check(visitor, by(agent))


def test_what_a_stranger_typed_at_a_public_siret_is_never_asked(case, account, agent):
    same = people.facts(siret=Siret(account.company.siret))
    stranger = people.pending(company=same, email="mallory@ailleurs.example", job_title="Gérante")
    assert stranger.company is account.company
    values = [value for question in list_facts(case.company) for value in question.values]
    assert account.email in values and not {stranger.email, stranger.job_title} & set(values)


def test_while_nothing_is_attached_no_caller_can_be_checked(app, agent):
    stranger = people.pending()
    case = cases.open_for(stranger.company, actor=by(agent))
    assert list_facts(stranger.company) == []
    with pytest.raises(TooLittleKnown):
        caller_check.check_caller(case, answers={CallerFact.COMPANY_EMAIL: "x"}, actor=by(agent))


def test_a_suspended_attachment_vouches_for_nobody(app, account, agent):
    attachment = road_works.held(account)
    attachments.contest(attachment, reason="Plainte de la structure", actor=by(people.staff("supervisor")))
    assert list_facts(account.company) == []


def test_who_failed_three_times_within_a_day_guesses_no_more(case, agent):
    for _ in range(MOST_FAILED):
        caller_check.check_caller(case, answers={list_asked(case)[0].fact: "faux"}, actor=by(agent))
    with pytest.raises(TooManyChecks):
        caller_check.check_caller(case, answers=right_answers(case), actor=by(agent))
    with transaction() as session:
        session.execute(sa.update(CallerCheck).values(at=now() - timedelta(days=2)))
    assert caller_check.check_caller(case, answers=right_answers(case), actor=by(agent)).is_passed
