"""What becomes of a case that two have in hand at once."""

from __future__ import annotations

import pytest

from models import accounts, cases
from models.accounts import ProAccount
from models.cases import Case, CaseKind, CaseNoteKind
from models.cases.queries import list_notes
from models.companies import Company
from models.kernel.errors import Stale
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import behind, get
from tests.support.records import by, of


@pytest.fixture
def case(account):
    return cases.open_(CaseKind.HELP, "Code perdu", account=account, actor=of(account))


def test_what_is_asked_while_a_case_is_closed_stands_in_one_that_is_open(app, account, agent, case):
    who = account.id

    def ask():
        asker = get(ProAccount, who)
        return cases.open_(CaseKind.HELP, "Second référent", account=asker, actor=of(asker)).id

    with behind(app, ask) as done:
        cases.close(case, reason="Fait", actor=by(agent))
    later = get(Case, done[0])
    assert later.is_open and later.id != case.id
    assert [question.subject for question in case.questions] == ["Code perdu"]


def test_what_is_noted_while_a_case_is_closed_stands_in_one_that_is_open(app, account, agent, case):
    company, who = account.company_id, agent.id

    def note():
        facts = {"kind": CaseNoteKind.CALL, "text": "Rappelle", "actor": by(get(Agent, who))}
        return cases.note_for(get(Company, company), **facts).case_id

    with behind(app, note) as done:
        cases.close(case, reason="Fait", actor=by(agent))
    assert done[0] != case.id and get(Case, done[0]).is_open


def test_nobody_answers_or_closes_over_a_question_that_they_did_not_read(app, account, agent, case):
    seen = case.mark
    cases.open_(CaseKind.HELP, "Encore", account=account, actor=of(account))
    with pytest.raises(Stale):
        cases.answer(case, message="Voici", seen=seen, actor=by(agent))
    with pytest.raises(Stale):
        cases.close(case, reason="Fait", seen=seen, actor=by(agent))
    cases.answer(case, message="Voici", seen=case.mark, actor=by(agent))


def test_what_is_written_to_somebody_while_they_go_goes_with_them(app, account, agent, case):
    who = account.id

    def go():
        accounts.erase(get(ProAccount, who), reason="Demande", actor=people.SYSTEM)

    with behind(app, go):
        cases.answer(case, message="Bonjour M. Doe", actor=by(agent))
    assert [note.text for note in list_notes(case)] == [""]
