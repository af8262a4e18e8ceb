"""What is asked of staff once, and what anew."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import cases
from models.cases import Case, CaseKind, CaseQuestion
from models.cases.asking import MOST_OPEN
from models.cases.queries import is_about
from models.kernel.base import db
from tests.support import people
from tests.support.records import by, concession, count, of


def ask(account, subject="Aide", kind=CaseKind.HELP, **facts):
    return cases.open_(kind, subject, account=account, actor=of(account), **facts)


@pytest.mark.parametrize("kind", [CaseKind.ATTACH, CaseKind.HELD])
def test_what_was_answered_is_asked_anew_though_it_says_the_same(app, account, agent, kind):
    case = ask(account, "Un titre", kind)
    ask(account, "Un titre", kind)
    assert count(CaseQuestion) == 1
    ask(account, "Un autre", kind)
    cases.answer(case, message="Voici", actor=by(agent))  # to the last, and with it to what came before
    for title in ("Un titre", "Un titre", "Un autre"):
        assert ask(account, title, kind).id == case.id
    assert count(CaseQuestion) == 4


def test_each_doubt_about_an_attachment_is_one_of_its_own(app, account):
    for message in ("Pas nous", "Encore"):
        case = ask(account, "Un titre", CaseKind.CONTESTED, message=message)
    assert [question.message for question in case.questions] == ["Pas nous", "Encore"]


def test_an_answer_makes_room_for_all_that_its_person_asked_alike_before_it(app, account, agent):
    case, *_ = [ask(account) for _ in range(MOST_OPEN)]
    cases.answer(case, message="Voici", actor=by(agent))
    for _ in range(MOST_OPEN):
        ask(account)
    with pytest.raises(cases.TooManyCases):
        ask(account)


def test_a_record_finds_each_case_in_which_it_was_tried_though_other_things_were_asked_since(app, account):
    record = concession(title="Port Estuaire")
    case = ask(account, "Port Estuaire", CaseKind.ATTACH, tried={"title": "Port Estuaire"})
    ask(account, "Port Estuaire et autres questions")
    ask(people.active(), "Port Estuaire")
    assert db.session.scalars(sa.select(Case.id).where(is_about(record.id))).all() == [case.id]
