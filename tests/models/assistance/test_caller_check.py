"""Three facts are asked of a caller, compared however they are said, and neither told nor kept."""

from __future__ import annotations

import pytest

from models import cases
from models.assistance import caller_check
from models.assistance.caller_check import CallerFact, NothingAnswered, list_asked
from models.kernel.errors import NotAllowed
from tests.support import people, road_works
from tests.support.records import by, events


@pytest.fixture
def case(app, account, agent):
    road_works.held(account)
    return cases.open_for(account.company, actor=by(agent))


def right_answers(case):
    return {question.fact: question.values[0] for question in list_asked(case)}


def test_right_answers_pass_however_they_are_written_and_nothing_of_them_is_kept(case, agent):
    facts = {question.fact: question for question in caller_check.list_facts(case.company)}
    spelt = {
        CallerFact.COMPANY_PHONE: " 02 35 22 33 44 ",
        CallerFact.COMPANY_EMAIL: case.company.email.upper(),
        CallerFact.STREET: "12, rue du Perrey",
        CallerFact.JOB_TITLE: "employe",
    }
    assert all(caller_check.is_right(facts[fact], text) for fact, text in spelt.items())
    typed = right_answers(case)
    check = caller_check.check_caller(case, answers=typed, actor=by(agent))
    assert check.is_passed and check.right == 3
    (event,) = events("caller-checked")
    for text in typed.values():
        assert text not in f"{event.detail.after}{check.results}"


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


def test_of_a_visitor_nothing_is_known(app, agent):
    visitor = cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=people.SYSTEM)
    with pytest.raises(caller_check.TooLittleKnown):
        caller_check.check_caller_check(visitor, by(agent))
