"""A question to who attached: who may ask, who may answer, and when there is nothing of either."""

from __future__ import annotations

import pytest

from models import attachments, staff
from models.attachments import (
    AnswerMissing,
    Attachment,
    NobodyToAsk,
    NothingAsked,
    NotReviewable,
    OwnWork,
    QuestionMissing,
    QuestionPending,
)
from models.attachments.questions import AttachmentQuestion, find_pending, list_questions, list_unanswered
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import behind
from tests.support.records import CODE, actions, by, concession, count, events, mails_of, of, waiting


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


def test_a_question_is_kept_with_the_link_mailed_answered_once_and_in_the_trail(
    app, account, agent, supervisor
):
    made = waiting(account, agent)
    question = attachments.ask(made, question=" Qui avez-vous eu ? ", actor=by(supervisor))
    (mail,) = mails_of("review-question")
    assert mail.to == agent.email and mail.params["question"] == "Qui avez-vous eu ?"
    assert [entry.id for entry in list_unanswered(agent)] == [question.id]
    attachments.answer(question, text="Mme Le Goff, elle a cité trois arrêtés.", actor=by(agent))
    (mail,) = mails_of("review-answer")
    assert mail.to == supervisor.email and "Le Goff" in mail.params["answer"]
    (entry,) = list_questions(made)
    assert entry.answer.startswith("Mme Le Goff") and list_unanswered(agent) == []
    recorded = [(event.action, event.actor_id, event.detail.reason) for event in events()][-2:]
    assert recorded == [
        ("question-asked", supervisor.id, "Qui avez-vous eu ?"),
        ("question-answered", agent.id, "Mme Le Goff, elle a cité trois arrêtés."),
    ]
    with pytest.raises(NotReviewable):
        attachments.answer(question, text="Encore", actor=by(agent))
    attachments.ask(made, question="Et le mandat ?", actor=by(supervisor))


def test_a_question_and_an_answer_say_something(app, account, agent, supervisor):
    made = waiting(account, agent)
    with pytest.raises(QuestionMissing):
        attachments.ask(made, question="  ", actor=by(supervisor))
    question = attachments.ask(made, question="Qui ?", actor=by(supervisor))
    with pytest.raises(AnswerMissing):
        attachments.answer(question, text=" ", actor=by(agent))
    assert question.answered_at is None


def test_only_supervisors_ask_and_only_the_agent_asked_answers(app, account, agent, supervisor, admin):
    made = waiting(account, agent)
    for actor in (by(agent), by(admin), of(account)):
        with pytest.raises(NotAllowed):
            attachments.ask(made, question="Qui ?", actor=actor)
    question = attachments.ask(made, question="Qui ?", actor=by(supervisor))
    for actor in (by(supervisor), by(people.staff("agent")), by(admin), of(account)):
        with pytest.raises(NotAllowed):
            attachments.answer(question, text="Moi", actor=actor)


def test_nobody_asks_himself_nor_one_who_is_not_there(app, account, agent, supervisor, admin):
    with pytest.raises(OwnWork):
        attachments.ask(waiting(account, supervisor), question="Qui ?", actor=by(supervisor))
    title = concession().title
    alone = attachments.claim(account, kind="voirie", title=title, access_code=CODE, actor=of(account))
    gone = waiting(account, agent)
    staff.disable(agent, actor=by(admin))
    for made in (alone, gone):
        with pytest.raises(NobodyToAsk):
            attachments.ask(made, question="Qui ?", actor=by(supervisor))


def test_one_question_at_a_time_and_none_about_what_is_over(app, account, agent, supervisor):
    made = waiting(account, agent)
    attachments.ask(made, question="Qui ?", actor=by(supervisor))
    with pytest.raises(QuestionPending):
        attachments.ask(made, question="Quand ?", actor=by(people.staff("supervisor")))
    assert count(AttachmentQuestion) == 1 and len(mails_of("review-question")) == 1
    attachments.contest(made, reason="Non", actor=by(supervisor))
    with pytest.raises(NotReviewable):
        attachments.ask(made, question="Quand ?", actor=by(supervisor))


def test_what_one_who_left_was_asked_is_answered_by_a_colleague(app, account, agent, supervisor, admin):
    question = attachments.ask(waiting(account, agent), question="Qui ?", actor=by(supervisor))
    colleague = people.staff("agent")
    assert list_unanswered(colleague) == []
    staff.disable(agent, actor=by(admin))
    assert [unanswered.id for unanswered in list_unanswered(colleague)] == [question.id]
    assert list_unanswered(supervisor) == list_unanswered(admin) == []
    for actor in (by(supervisor), by(admin), by(agent), of(account)):
        with pytest.raises(NotAllowed):
            attachments.answer(question, text="Moi", actor=actor)
    attachments.answer(question, text="Mme Le Goff, d’après le dossier.", actor=by(colleague))
    assert question.asked_of.id == colleague.id and events("question-answered")[0].actor_id == colleague.id
    assert list_unanswered(colleague) == [] and mails_of("review-answer")[0].to == supervisor.email


def test_one_who_asked_and_left_is_not_written_to(app, account, agent, supervisor, admin):
    question = attachments.ask(waiting(account, agent), question="Qui ?", actor=by(supervisor))
    staff.disable(supervisor, actor=by(admin))
    attachments.answer(question, text="Mme Le Goff.", actor=by(agent))
    assert question.answer == "Mme Le Goff." and mails_of("review-answer") == []
