"""Cases: opened once, found by whom they concern, closed with a reason."""

from __future__ import annotations

import pytest

from models import accounts, cases
from models.cases import Case, CaseKind, TooManyCases
from models.cases.opening import MOST_OPEN
from models.cases.queries import list_cases_for_account
from models.kernel.errors import ReasonMissing
from models.reports import pending_counts
from tests.support import people
from tests.support.records import actions, by, count, events, mails_of, of


def test_the_same_request_still_open_is_the_same_case(app, account):
    first = cases.open_(CaseKind.ATTACH, "Un titre", account=account, actor=of(account))
    assert cases.open_(CaseKind.ATTACH, "Un titre", account=account, actor=of(account)).id == first.id
    assert cases.open_(CaseKind.ATTACH, "Un autre", account=account, actor=of(account)).id != first.id
    stranger = people.active()
    assert cases.open_(CaseKind.ATTACH, "Un titre", account=stranger, actor=of(stranger)).id != first.id
    assert pending_counts.counts(["cases"])["cases"] == 3


def test_who_asks_is_written_once_that_it_arrived(app, account):
    for kind in (CaseKind.HELP, CaseKind.ATTACH, CaseKind.ATTACH, CaseKind.CONTESTED):
        cases.open_(kind, "Un titre", account=account, actor=of(account))
    assert [(mail.to, mail.params["subject"]) for mail in mails_of("case-received")] == [
        (account.email, "Un titre")
    ] * 2


def test_each_call_for_help_is_its_own_case(app, account):
    for _ in range(2):
        cases.open_(CaseKind.HELP, "Aide", message="Où est mon code ?", account=account, actor=of(account))
    assert count(Case) == 2


def test_a_closed_case_tells_why_and_is_not_closed_twice(app, account, agent):
    case = cases.open_(CaseKind.HELD, "Un titre", account=account, actor=of(account))
    with pytest.raises(ReasonMissing):
        cases.close(case, reason=" ", actor=by(agent))
    cases.close(case, reason="Rattaché par téléphone", actor=by(agent))
    assert (
        not case.is_open and case.closed_by_id == agent.id and pending_counts.counts(["cases"])["cases"] == 0
    )
    assert events("case-closed")[0].detail.reason == "Rattaché par téléphone"
    with pytest.raises(cases.CaseClosed):
        cases.close(case, reason="Encore", actor=by(agent))
    again = cases.open_(CaseKind.HELD, "Un titre", account=account, actor=of(account))
    assert again.id != case.id and actions().count("case-opened") == 2


def test_a_case_is_found_by_who_asks_and_no_longer_once_the_person_is_gone(app, account):
    case = cases.open_(CaseKind.HELP, "Aide", account=account, phone="+33235223344", actor=of(account))
    assert account.identifier.split(".")[1] in case.search and "0235223344" in case.search
    name = account.last_name.lower()
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    assert name not in case.search


def test_a_visitor_without_an_account_may_open_one(app):
    case = cases.open_(CaseKind.HELP, "Aide", phone="0235223344", actor=people.SYSTEM)
    assert case.company is None and case.is_open


def test_one_account_asks_no_more_at_once_than_staff_can_answer(app, account, agent):
    def ask(kind=CaseKind.HELP, subject="Aide"):
        return cases.open_(kind, subject, account=account, actor=of(account))

    first, *_ = [ask() for _ in range(MOST_OPEN)]
    for kind in (CaseKind.HELP, CaseKind.ATTACH):
        with pytest.raises(TooManyCases):
            ask(kind, "Un titre")
    assert ask(CaseKind.CONTESTED, "Un titre").is_open, "a doubt is never turned away"
    stranger = people.active()
    assert cases.open_(CaseKind.HELP, "Aide", account=stranger, actor=of(stranger)).is_open
    cases.close(first, reason="Rappelé", actor=by(agent))
    with pytest.raises(TooManyCases):
        ask()  # the doubt waits too
    cases.close(list_cases_for_account(account)[0], reason="Vu", actor=by(agent))
    assert ask().is_open


def test_a_call_for_help_that_is_sent_twice_is_one_case(app, account):
    facts = {"message": "Où est mon code ?", "phone": "", "account": account, "actor": of(account)}
    cases_asked = {cases.ask_help("Aide", submission="the-key-of-one-form", **facts).id for _ in range(2)}
    assert len(cases_asked) == 1
    assert cases.ask_help("Aide", submission="the-key-of-another", **facts).id not in cases_asked
    assert count(Case) == 2
