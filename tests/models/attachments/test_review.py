"""The supervisors' queue: who may decide, in which order, what is asked of agents, what else is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, staff
from models.attachments import (
    AnswerMissing,
    Attachment,
    NobodyToAsk,
    NotReviewable,
    OwnWork,
    QuestionMissing,
    QuestionPending,
    Turn,
    review_queue,
)
from models.attachments.questions import AttachmentQuestion, list_questions, list_unanswered
from models.attachments.review import has_stake, may_review
from models.attachments.review_queue import count_decided
from models.companies import Company
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.reports import related_activity
from models.staff import Agent
from tests.support import people
from tests.support.collations import sorted_otherwise
from tests.support.racing.races import together
from tests.support.records import CODE, actions, by, concession, count, events, mails_of, of

WHY = "Vu avec Mme Le Goff, service travaux."
PHONE = "+33235223344"


def bound(account, agent, evidence="other", record=None):
    return attachments.attach(
        record or concession(),
        account,
        evidence=evidence,
        justification=WHY,
        called_number=PHONE,
        access_code=CODE,
        actor=by(agent),
    )


def sampled(account, agent):
    made = bound(account, agent, "code")
    with transaction():
        made.review = "sample"
    return made


def shown(**filters):
    return [row.id for row in attachments.queue(**filters).rows]


# -- the queue


def test_the_queue_shows_the_urgent_first_and_each_once(app, account, agent, supervisor, clock):
    old = bound(account, agent)
    clock.move_to(old.review_due_at - timedelta(hours=3), tick=False)
    sample, after, fresh = sampled(account, agent), bound(account, agent, "callback"), bound(account, agent)
    doubted = bound(account, agent, "callback")
    attachments.contest(doubted, reason="Doute", actor=by(supervisor))
    bound(account, agent, "code")  # nobody owes it a look, save when drawn
    with transaction():
        db.session.query(Attachment).filter_by(evidence="code", review="sample").filter(
            Attachment.id != sample.id
        ).update({"review": "none"})
    found = attachments.queue()
    assert [row.id for row in found.rows] == [old.id, doubted.id, fresh.id, after.id, sample.id]
    assert found.counts == dict.fromkeys(Turn, 1) and found.total == 5
    assert [attachments.turn_of(row) for row in found.rows] == list(Turn)
    assert shown(turns=[Turn.AFTER, Turn.SAMPLE]) == [after.id, sample.id]
    assert shown(limit=2) == [old.id, doubted.id]
    assert shown(words=fresh.concession.reference) == [fresh.id]


def test_the_queue_goes_on_from_page_to_page_and_misses_none(app, account, agent, supervisor, clock):
    rows = [bound(account, agent), bound(account, agent, "callback"), bound(account, agent, "callback")]
    rows += [bound(account, agent), sampled(account, agent)]
    attachments.contest(rows[1], reason="Doute", actor=by(supervisor))
    whole = shown()
    assert sorted(whole) == sorted(row.id for row in rows)
    for size in (1, 2, 3):
        pages = [shown(limit=size, offset=at) for at in range(0, 6, size)]
        assert [number for page in pages for number in page] == whole
    assert shown(turns=[Turn.AFTER, Turn.SAMPLE], limit=1, offset=1) == [rows[4].id]
    assert attachments.queue(turns=[Turn.BEFORE], limit=1).among == 2


def test_what_one_attached_himself_is_left_to_colleagues_and_counted(app, account, agent, supervisor):
    mine, other = bound(account, supervisor), bound(account, agent)
    alone = attachments.claim(
        account, kind="voirie", title=concession().title, access_code=CODE, actor=of(account)
    )
    with transaction():
        alone.review = "sample"
    found = attachments.queue(exclude=supervisor)
    assert [row.id for row in found.rows] == [other.id, alone.id]
    assert (found.total, found.others) == (2, 1)
    assert mine.id in shown(exclude=agent)


def test_what_is_decided_leaves_the_queue(app, account, agent, supervisor):
    approved, refused, freed = bound(account, agent), bound(account, agent), bound(account, agent, "callback")
    attachments.approve(approved, actor=by(supervisor))
    attachments.contest(refused, reason="Faux", actor=by(supervisor))
    attachments.detach(freed, reason="Erreur", actor=by(supervisor))
    assert shown() == [] and {attachments.turn_of(row) for row in (approved, refused, freed)} == {None}


def test_what_waits_lapses_at_the_same_moment_for_the_queue_and_for_the_worker(app, account, agent, clock):
    made = bound(account, agent)
    clock.move_to(made.review_due_at - timedelta(hours=24), tick=False)
    assert attachments.queue().counts[Turn.LAPSES_SOON] == 1
    assert attachments.turn_of(made) is Turn.LAPSES_SOON
    clock.shift(timedelta(hours=24))
    attachments.lapse_overdue(actor=people.SYSTEM)
    assert shown() == []


def test_decisions_are_counted_by_supervisor_and_the_last_one_is_told(app, account, agent, supervisor):
    begun, other = now(), people.staff("supervisor")
    first, second = bound(account, agent), bound(account, agent, "callback")
    attachments.approve(first, actor=by(supervisor))
    attachments.contest(second, reason="Doute", actor=by(supervisor))
    attachments.confirm(second, reason="Vu", actor=by(other))
    assert count_decided(supervisor, since=begun) == 2
    assert count_decided(other, since=begun) == 1
    assert count_decided(supervisor, since=now()) == 0
    decision = attachments.last_decision(second)
    assert decision.action == "attachment-confirmed" and decision.actor_id == other.id
    assert attachments.last_decision(bound(account, agent)) is None


# -- who may decide


def an_agent(email):
    return people.staff("supervisor", email=email)


def test_nobody_reviews_for_the_company_that_writes_to_him_or_where_he_holds_an_account(app, agent):
    company = people.facts(email="Siege@Example.org")
    account = people.active(company=company)
    people.pending(company=people.facts(siret=company.siret), email="claire@example.org")
    made = bound(account, agent, record=concession(email="ancien@example.org"))
    for email in ("siege@example.org", "Claire@example.org", "ANCIEN@example.org"):
        supervisor = an_agent(email)
        assert has_stake(supervisor, made) and not may_review(supervisor, made)
        for step in (
            attachments.approve,
            lambda row, actor: attachments.contest(row, reason="F", actor=actor),
        ):
            with pytest.raises(OwnWork):
                step(made, actor=by(supervisor))
    assert may_review(an_agent("tiers@example.org"), made)


def test_an_erased_account_is_no_stake_any_more(app, account, agent):
    former = people.active(company=people.facts(siret=account.company.siret), email="leo@example.org")
    made, supervisor = bound(account, agent), an_agent("leo@example.org")
    assert has_stake(supervisor, made)
    accounts.erase(former, reason="Parti", actor=of(former))
    assert not has_stake(supervisor, made)


def test_the_reminder_goes_to_those_who_may_decide(app, account, supervisor, clock):
    made, other = bound(account, supervisor), people.staff("supervisor")
    clock.move_to(made.created_at + timedelta(days=4), tick=False)
    assert attachments.remind_overdue() == 1
    assert [mail.to for mail in mails_of("review-reminder")] == [other.email]


def test_where_nobody_may_decide_all_are_reminded(app, account, supervisor, clock):
    made = bound(account, supervisor)
    clock.move_to(made.created_at + timedelta(days=4), tick=False)
    attachments.remind_overdue()
    assert [mail.to for mail in mails_of("review-reminder")] == [supervisor.email]


# -- both sides are told


@pytest.mark.parametrize(("evidence", "decision"), [("callback", "contested"), ("other", "refused")])
def test_a_contest_tells_the_agent_and_the_company_why_and_the_old_contact_only_that(
    app, agent, supervisor, evidence, decision
):
    account = people.active(company=people.facts(email="siege@example.org"), email="ref@example.org")
    made = bound(account, agent, evidence, concession(email="ancien@example.org", phone=PHONE))
    attachments.contest(made, reason="Signature illisible", actor=by(supervisor))
    (mine,) = mails_of("review-decision")
    assert (mine.to, mine.params["decision"]) == (agent.email, decision)
    assert mine.params["reason"] == "Signature illisible"
    reasons = {mail.to: mail.params.get("reason") for mail in mails_of(f"attachment-{decision}")}
    why = "Signature illisible"
    assert reasons == {"siege@example.org": why, "ref@example.org": why, "ancien@example.org": None}


def test_the_agent_learns_of_the_confirmation_too(app, account, agent, supervisor):
    made = bound(account, agent, "callback")
    attachments.contest(made, reason="Doute", actor=by(supervisor))
    attachments.confirm(made, reason="Rappelé", actor=by(people.staff("supervisor")))
    assert [mail.params["decision"] for mail in mails_of("review-decision")] == ["contested", "confirmed"]


def test_what_the_company_did_itself_tells_no_agent(app, account, supervisor):
    made = attachments.claim(
        account, kind="voirie", title=concession().title, access_code=CODE, actor=of(account)
    )
    attachments.contest(made, reason="Doute", actor=by(supervisor))
    assert mails_of("review-decision") == []


def test_what_a_company_writes_to_contest_is_for_the_supervisors(app, account, agent):
    made = bound(account, agent, "callback")
    attachments.contest_by_company(made, account, message="Mon collègue ment.", actor=of(account))
    assert all("reason" not in mail.params for mail in mails_of("attachment-contested"))


# -- a question to the agent


def test_a_question_is_kept_with_the_link_mailed_answered_once_and_in_the_trail(
    app, account, agent, supervisor
):
    made = bound(account, agent)
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
    made = bound(account, agent)
    with pytest.raises(QuestionMissing):
        attachments.ask(made, question="  ", actor=by(supervisor))
    question = attachments.ask(made, question="Qui ?", actor=by(supervisor))
    with pytest.raises(AnswerMissing):
        attachments.answer(question, text=" ", actor=by(agent))
    assert question.answered_at is None


def test_only_supervisors_ask_and_only_the_agent_asked_answers(app, account, agent, supervisor, admin):
    made = bound(account, agent)
    for actor in (by(agent), by(admin), of(account)):
        with pytest.raises(NotAllowed):
            attachments.ask(made, question="Qui ?", actor=actor)
    question = attachments.ask(made, question="Qui ?", actor=by(supervisor))
    for actor in (by(supervisor), by(people.staff("agent")), by(admin), of(account)):
        with pytest.raises(NotAllowed):
            attachments.answer(question, text="Moi", actor=actor)


def test_nobody_asks_himself_nor_one_who_is_not_there(app, account, agent, supervisor, admin):
    with pytest.raises(OwnWork):
        attachments.ask(bound(account, supervisor), question="Qui ?", actor=by(supervisor))
    title = concession().title
    alone = attachments.claim(account, kind="voirie", title=title, access_code=CODE, actor=of(account))
    gone = bound(account, agent)
    staff.disable(agent, actor=by(admin))
    for made in (alone, gone):
        with pytest.raises(NobodyToAsk):
            attachments.ask(made, question="Qui ?", actor=by(supervisor))


def test_one_question_at_a_time_and_none_about_what_is_over(app, account, agent, supervisor):
    made = bound(account, agent)
    attachments.ask(made, question="Qui ?", actor=by(supervisor))
    with pytest.raises(QuestionPending):
        attachments.ask(made, question="Quand ?", actor=by(people.staff("supervisor")))
    assert count(AttachmentQuestion) == 1 and len(mails_of("review-question")) == 1
    attachments.contest(made, reason="Non", actor=by(supervisor))
    with pytest.raises(NotReviewable):
        attachments.ask(made, question="Quand ?", actor=by(supervisor))


def test_what_one_who_left_was_asked_is_answered_by_a_colleague(app, account, agent, supervisor, admin):
    question = attachments.ask(bound(account, agent), question="Qui ?", actor=by(supervisor))
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
    question = attachments.ask(bound(account, agent), question="Qui ?", actor=by(supervisor))
    staff.disable(supervisor, actor=by(admin))
    attachments.answer(question, text="Mme Le Goff.", actor=by(agent))
    assert question.answer == "Mme Le Goff." and mails_of("review-answer") == []


# -- two at once


def test_of_two_supervisors_at_once_one_decides_and_the_other_is_told(app, account, agent):
    pair = [people.staff("supervisor").id for _ in range(2)]
    for evidence in ("other", "callback"):
        made = bound(account, agent, evidence)
        number, seen = made.id, made.mark

        def approve(who, number=number, seen=seen):
            row, actor = db.session.get(Attachment, number), by(db.session.get(Agent, who))
            attachments.approve(row, seen=seen, actor=actor)

        def contest(who, number=number, seen=seen):
            row, actor = db.session.get(Attachment, number), by(db.session.get(Agent, who))
            attachments.contest(row, reason="Doute", seen=seen, actor=actor)

        outcome = together(app, [lambda: approve(pair[0]), lambda: contest(pair[1])] * 4)
        assert len(outcome.made) == 1 and set(outcome.refused) == {"NotReviewable"}
    assert sum(action in review_queue.DECISIONS for action in actions()) == 2


def test_who_decides_of_what_he_did_not_see_is_told(app, account, agent, supervisor):
    made, other = bound(account, agent, "callback"), people.staff("supervisor")
    seen = made.mark
    attachments.approve(made, seen=seen, actor=by(supervisor))
    for step in (attachments.contest, attachments.confirm):
        with pytest.raises(NotReviewable) as refused:
            step(made, reason="Doute", seen=seen, actor=by(other))
        assert refused.value.facts["attachment"] is made
    attachments.contest(made, reason="Doute", seen=made.mark, actor=by(other))
    assert made.status == "suspended"


# -- what else happened lately


def test_what_else_the_agent_the_account_and_the_siren_did_is_counted(app, account, agent, supervisor, clock):
    bound(account, agent, "callback")
    clock.shift(timedelta(days=40).total_seconds())
    sister = people.active(company=people.facts(siret=account.company.siret))
    first, doubted = bound(account, agent), bound(people.active(), agent, "callback")
    attachments.contest(doubted, reason="Doute", actor=by(supervisor))
    sisters = bound(sister, people.staff("agent"))
    made = bound(account, agent)
    with sorted_otherwise(Company.siret):
        around = related_activity.around(made)
    by_agent, of_account = around.agent, around.account
    assert (by_agent.count, by_agent.doubted) == (2, 1)
    assert [entry.id for entry in by_agent.latest] == [doubted.id, first.id]
    assert (of_account.count, [entry.id for entry in of_account.latest]) == (1, [first.id])
    assert {entry.id for entry in around.siren.latest} == {first.id, sisters.id}


def test_a_company_that_attached_alone_has_no_agent(app, account):
    made = attachments.claim(
        account, kind="voirie", title=concession().title, access_code=CODE, actor=of(account)
    )
    assert related_activity.around(made).agent is None and related_activity.rate_of_agent(made) is None


def test_an_agents_week_stands_beside_the_median_of_the_team(app, account, agent, clock):
    others = [people.staff("agent") for _ in range(2)]
    for who, times in ((agent, 6), (others[0], 1), (others[1], 2)):
        for _ in range(times):
            bound(account, who)
    bound(account, agent, "code")  # a code proves itself
    rate = related_activity.rate_of_agent(bound(account, agent))
    assert (rate.count, rate.median, rate.team, rate.days) == (7, 2, 3, 7)
    clock.shift(timedelta(days=8).total_seconds())
    assert related_activity.rate_of_agent(bound(account, others[0])).count == 1
