"""What goes with a person who is gone, and with time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, cases
from models.cases import CaseKind, CaseNoteKind
from models.cases.queries import list_answers, list_notes
from models.kernel.clock import now
from tests.support import people
from tests.support.records import by, of


def opened(account, subject="Aide", kind=CaseKind.HELP):
    return cases.open_(kind, subject, account=account, actor=of(account))


def erase(account):
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)


def noted(case, agent):
    cases.note(case, kind=CaseNoteKind.NOTE, text="M. Doe est malade", actor=by(agent))
    facts = {"owner": agent.email, "next_action": "Rappeler", "due_on": None}
    cases.follow(case, **facts, blocked_by="Attend M. Doe", actor=by(agent))
    return case


def test_a_case_is_found_by_who_asks_and_no_longer_once_the_person_is_gone(app, account):
    case = cases.open_(CaseKind.HELP, "Aide", account=account, phone="+33235223344", actor=of(account))
    assert account.identifier.split(".")[1] in case.search and "0235223344" in case.search
    name = account.last_name.lower()
    erase(account)
    assert name not in case.search


def test_what_was_noted_goes_with_the_person_once_the_case_is_closed(app, account, agent):
    closed = noted(opened(account, "Fait"), agent)
    cases.close(closed, reason="Fait", actor=by(agent))
    waiting = noted(opened(account, "Attend"), agent)
    erase(account)
    assert [note.text for note in list_notes(closed)] == [""] and closed.blocked_by == ""
    assert [note.text for note in list_notes(waiting)] == ["M. Doe est malade"]
    cases.close(waiting, reason="Fait", actor=by(agent))
    assert [note.text for note in list_notes(waiting)] == [""] and waiting.blocked_by == ""


def test_notes_are_forgotten_with_the_messages_of_long_ago(app, account, agent):
    case = opened(account)
    cases.answer(case, message="Bonjour M. Doe", actor=by(agent))
    cases.close(case, reason="Fait", actor=by(agent))
    assert cases.forget_before(now() - timedelta(days=1)) == 0
    assert cases.forget_before(now() + timedelta(days=1)) == 1
    assert [note.text for note in list_notes(case)] == [""]
    assert cases.forget_before(now() + timedelta(days=1)) == 0


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_somebody_was_answered_goes_with_them_and_leaves_what_others_were(app, agent, is_closed):
    facts = people.facts()
    gone, stays = people.active(company=facts), people.active(company=facts)
    case = opened(gone, "Code perdu")
    opened(stays, "Second référent")
    for number in [question.id for question in case.questions]:
        cases.answer(case, message="Bonjour M. Doe", question=number, actor=by(agent))
    noted(case, agent)
    if is_closed:
        cases.close(case, reason="Fait", actor=by(agent))
    erase(gone)
    texts = [note.text for answers in list_answers(case.questions).values() for note in answers]
    assert texts == ["", "Bonjour M. Doe"]
    assert list_notes(case)[0].text == "M. Doe est malade", "somebody who asked is there still"


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_was_noted_goes_with_the_last_of_those_who_asked(app, agent, is_closed):
    facts = people.facts()
    first, second = people.active(company=facts), people.active(company=facts)
    case = opened(first)
    opened(second, "Un titre", CaseKind.CONTESTED)
    noted(case, agent)
    if is_closed:
        cases.close(case, reason="Fait", actor=by(agent))
    erase(first)
    assert list_notes(case)[0].text == "M. Doe est malade"
    erase(second)
    if not is_closed:
        cases.close(case, reason="Fait", actor=by(agent))
    assert list_notes(case)[0].text == case.blocked_by == ""


def test_who_contested_keeps_what_was_noted_though_they_read_no_outcome(app, agent):
    facts = people.facts()
    gone, stays = people.active(company=facts), people.active(company=facts)
    case = opened(stays, "Un titre", CaseKind.CONTESTED)
    opened(gone)
    noted(case, agent)
    erase(gone)
    cases.close(case, reason="Fait", actor=by(agent))
    assert list_notes(case)[0].text == "M. Doe est malade"
