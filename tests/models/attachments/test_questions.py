"""A question to who attached: who may ask, who may answer, and when there is nothing of either."""

from __future__ import annotations

import pytest

from models import attachments, staff
from models.attachments import Attachment, NobodyToAsk, NothingAsked, NotReviewable, OwnWork
from models.attachments.questions import AttachmentQuestion, find_pending
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import behind
from tests.support.records import CODE, actions, by, concession, of


@pytest.fixture
def bound(app, account, agent):
    return attachments.attach(
        concession(), account, evidence="code", access_code=CODE, justification="", actor=by(agent)
    )


def test_a_supervisor_asks_who_attached_while_it_is_open_and_they_are_there(bound, agent, supervisor):
    attachments.check_ask(bound, by(supervisor))
    with pytest.raises(NotAllowed):
        attachments.check_ask(bound, by(agent))
    staff.disable(agent, actor=people.SYSTEM)
    with pytest.raises(NobodyToAsk):
        attachments.check_ask(bound, by(supervisor))
    attachments.detach(bound, reason="Erreur", actor=by(supervisor))
    with pytest.raises(NotReviewable):
        attachments.check_ask(bound, by(supervisor))


def test_nobody_is_asked_about_their_own_work(app, account, supervisor):
    own = attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(supervisor))
    with pytest.raises(OwnWork):
        attachments.check_ask(own, by(supervisor))


def test_who_was_asked_answers_and_nobody_else_until_they_are_gone(bound, agent, supervisor, account):
    with pytest.raises(NothingAsked):
        attachments.check_answer(bound, by(agent))
    question = attachments.ask(bound, question="De qui ?", actor=by(supervisor))
    assert find_pending(bound) is question
    attachments.check_answer(bound, by(agent))
    colleague = people.staff("agent")
    for other in (by(colleague), by(supervisor), of(account)):
        with pytest.raises(NotAllowed):
            attachments.check_answer(bound, other)
    staff.disable(agent, actor=people.SYSTEM)
    attachments.check_answer(bound, by(colleague))
    attachments.answer(question, text="Du gérant", actor=by(colleague))
    assert find_pending(bound) is None
    with pytest.raises(NothingAsked):
        attachments.check_answer(bound, by(colleague))


@pytest.mark.parametrize("is_answered_first", [True, False])
def test_of_an_answer_and_a_decision_at_once_the_first_stands(
    app, bound, agent, supervisor, is_answered_first
):
    question = attachments.ask(bound, question="De qui ?", actor=by(supervisor))
    number, asked_id, maker, decides = bound.id, question.id, agent.id, supervisor.id

    def answer():
        row = db.session.get_one(AttachmentQuestion, asked_id)
        attachments.answer(row, text="Du gérant", actor=by(db.session.get_one(Agent, maker)))

    def decide():
        row, actor = db.session.get_one(Attachment, number), by(db.session.get_one(Agent, decides))
        attachments.contest(row, reason="Code partagé", actor=actor)

    first, second = (answer, decide) if is_answered_first else (decide, answer)
    with behind(app, second) as done:
        first()
    assert done == ([None] if is_answered_first else ["NotReviewable"])
    assert (question.answer, actions().count("question-voided")) == (
        ("Du gérant", 0) if is_answered_first else ("", 1)
    )
