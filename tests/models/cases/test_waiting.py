"""An answer answers what its person asked alike before it, for the database and for a page."""

from __future__ import annotations

from models import cases
from models.cases import CaseKind
from models.cases.queries import list_answers, list_questions_of
from models.cases.waiting import find_answered, select_waiting
from models.kernel.base import db
from tests.support import people
from tests.support.records import by, of


def test_the_clause_and_the_rows_tell_the_same_questions(app, agent):
    facts = people.facts()
    account, colleague = people.active(company=facts), people.active(company=facts)

    def ask(kind=CaseKind.HELP, who=account):
        case = cases.open_(kind, "Aide", account=who, actor=of(who))
        return case.questions[-1].id

    def waiting():
        questions = list_questions_of(account)
        answered = find_answered(questions, list_answers(questions))
        left = [question.id for question in questions[::-1] if question.id not in answered]
        assert sorted(db.session.scalars(select_waiting(account))) == left
        return left

    first, doubt, _, second = ask(), ask(CaseKind.CONTESTED), ask(who=colleague), ask()
    assert waiting() == [first, doubt, second]
    case = db.session.get_one(cases.CaseQuestion, first).case
    cases.answer(case, message="Voici", question=second, actor=by(agent))
    assert waiting() == [doubt]
    third = ask()
    assert waiting() == [doubt, third]
