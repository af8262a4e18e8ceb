"""Before the company is known: a number, a choice, the directory."""

from __future__ import annotations

import pytest

from models import cases
from models.assistance.focus import ChosenUnknown
from models.assistance.next_step import NextStep
from models.cases import CaseKind
from models.companies.directory import State
from tests.support import people, road_works
from tests.support.situations import DirectoryDouble, attach, call, record, record_of, rows, statements

# -- a request's number


def test_the_number_of_a_request_leads_to_who_filed_it_and_to_its_concession(app, agent, account):
    concession = record_of(account.company)
    made = road_works.filed(account, attach(concession, account, agent))
    seen = call(made.reference.lower())
    assert (seen.focus.request, seen.company, seen.record) == (made, account.company, concession)
    assert seen.next_step is NextStep.MIGRATED


def test_an_imported_request_leads_to_its_concession_and_a_draft_nowhere(app, agent, account):
    concession = record_of(account.company)
    old = road_works.imported(concession)
    assert call(old.reference).record == concession and call(old.reference).company == account.company
    draft = road_works.drafted(account, attach(concession, account, agent))
    assert call(draft.reference).focus.request is None


# -- nobody is known yet


def test_an_empty_call_asks_for_more_and_searches_nothing(app, account):
    with statements() as sent:
        seen = call()
    assert seen.next_step is NextStep.ASK_MORE and seen.company is None
    assert sent == [] and not any(seen.answers.counts)


@pytest.mark.parametrize("text", ["nothing of ours", "200 084 952 0001", "%", "\x00", "\ud800", "é" * 300])
def test_what_answers_nothing_asks_for_more(app, account, text):
    assert call(text).next_step is NextStep.ASK_MORE


def test_several_companies_are_a_choice(app):
    first, second = people.active(), people.active(last_name="Autre")
    seen = call("reseaux du littoral")
    assert seen.next_step is NextStep.CHOOSE and seen.company is None
    assert {row.id for row in seen.answers.rows} >= {first.company_id, second.company_id}
    assert set(seen.other_answers) == set(seen.answers.rows)


def test_what_was_chosen_ends_the_choice_and_leaves_the_others_aside(app):
    first, second = people.active(), people.active(last_name="Autre")
    seen = call("reseaux du littoral", company_id=second.company_id)
    assert seen.company == second.company and seen.person == second
    assert first.company in seen.other_answers
    assert second.company not in seen.other_answers and second not in seen.other_answers


def test_an_exact_answer_is_no_choice(app):
    named = people.active(company=people.facts(name="OCEANE"))
    people.active(company=people.facts(name="OCEANE NORD"))
    assert call("océane").company == named.company


def test_several_people_of_one_company_name_the_company(app):
    first = people.active(last_name="Quemener")
    people.active(last_name="Quemener", company=people.facts(siret=first.company.siret))
    seen = call("quemener")
    assert seen.company == first.company and len(seen.holdings.people) == 2


def ask_help(account=None, subject="Mot de passe oublié rue Casimir", phone=""):
    return cases.open_(CaseKind.HELP, subject, phone=phone, account=account, actor=people.SYSTEM)


@pytest.mark.parametrize("text", ["casimir", "rue casimir", "02 35 77 66 55"])
def test_what_was_asked_leads_to_the_company_whose_case_it_is(app, account, text):
    case = ask_help(account, phone="+33235776655")
    seen = call(text)
    assert seen.answers.counts == (0, 0, 0, 1) and seen.company == account.company
    assert seen.other_answers == (case,)


def test_a_visitor_s_question_is_an_answer_among_others(app, account):
    case = ask_help()
    seen = call("casimir")
    assert seen.company is None and seen.other_answers == (case,) and seen.next_step is NextStep.CHOOSE


def test_a_company_that_answers_by_itself_is_not_answered_twice_by_its_case(app, account):
    ask_help(account)
    assert call(account.company.name).answers.cases == ()


def test_a_record_alone_asks_whose_it_is(app):
    concession = record()
    for text in ("port estuaire", "02 39 99 99 99", concession.reference):
        seen = call(text)
        assert seen.next_step is NextStep.ASK_MORE and seen.record == concession and seen.candidate is None


def test_a_record_whose_company_is_sure_leads_to_it(app, account):
    concession = record_of(account.company)
    seen = call("Port de l’Estuaire")
    assert (seen.company, seen.person, seen.candidate) == (account.company, account, concession)
    assert seen.next_step is NextStep.ATTACH and seen.focus.guesses == ()


def test_a_record_whose_company_is_only_likely_is_a_choice(app):
    likely = people.active(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company
    concession = record(holder="Hydrauliqe Austrebert", city="Rouen")
    seen = call(concession.reference)
    assert seen.next_step is NextStep.CHOOSE and seen.company is None
    assert rows(seen.focus.guesses) == [likely]
    assert call("", company_id=likely.id, record_id=concession.id).candidate == concession


def test_an_attached_record_leads_to_the_company_that_holds_it(app, agent, account):
    concession = record_of(account.company)
    attach(concession, account, agent)
    seen = call(concession.reference)
    assert seen.company == account.company and seen.held_elsewhere is None


@pytest.mark.parametrize("chosen", ["company_id", "account_id", "record_id"])
def test_what_was_chosen_and_is_not_there_is_a_fact(app, chosen):
    with pytest.raises(ChosenUnknown):
        call("", **{chosen: 12_345})


# -- the directory


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.UNKNOWN, NextStep.TYPE_COMPANY),
        (State.OPEN, NextStep.CREATE_ACCOUNT),
        (State.CLOSED, NextStep.ASK_OPEN_SIRET),
        (State.PARTLY_DIFFUSIBLE, NextStep.CREATE_ACCOUNT),
        (State.UNAVAILABLE, NextStep.CREATE_ACCOUNT),
    ],
)
def test_a_siret_that_we_do_not_hold_is_asked_of_the_directory(app, state, step):
    siret = people.new_siret()
    directory = DirectoryDouble(state)
    seen = call(siret, directory)
    assert seen.next_step is step and seen.establishment.state is state
    assert directory.questions == [siret] and seen.company is None


def test_the_directory_is_not_asked_of_what_we_hold_nor_of_what_is_no_siret(app, account):
    directory = DirectoryDouble(State.OPEN)
    for text in (
        account.company.siret,
        account.company.siret[:9],
        account.identifier,
        "",
        "200 084 952 0001",
    ):
        assert call(text, directory).establishment is None
    assert call(people.new_siret(), directory, company_id=account.company_id).company == account.company
    assert directory.questions == []


def test_the_directory_s_answer_finds_the_records_of_a_company_that_we_do_not_hold(app):
    siret = people.new_siret()
    concession = record(siret=str(siret), holder="OCEANE TRAVAUX")
    seen = call(siret, DirectoryDouble(State.OPEN, name="OCEANE TRAVAUX", city="LE HAVRE"))
    assert rows(seen.proposal.candidates) == [concession] and seen.next_step is NextStep.CREATE_ACCOUNT
