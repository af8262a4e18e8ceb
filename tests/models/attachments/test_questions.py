"""A question to who attached: who may ask, who may answer, and when there is nothing of either."""

from __future__ import annotations

import pytest

from models import attachments, staff
from models.attachments import NobodyToAsk, NothingAsked, NotReviewable, OwnWork
from models.attachments.questions import find_pending
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.records import CODE, by, concession, of


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
