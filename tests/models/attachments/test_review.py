"""Reviewing: who decides, what follows, who is told, what else is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, staff
from models.attachments import (
    Attachment,
    NotReviewable,
    OwnWork,
    UnderReview,
    review_queue,
)
from models.attachments.review import has_stake, may_review
from models.attachments.visibility import list_attachments_for_account
from models.cases import Case
from models.companies import Company
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing
from models.permissions import Role
from models.reports import related_activity
from models.staff import Agent
from tests.support import people
from tests.support.collations import sorted_otherwise
from tests.support.racing.races import together
from tests.support.records import CODE, PHONE, actions, by, concession, events, held, mails_of, of, waiting

# -- who may decide


def an_agent(email):
    return people.staff("supervisor", email=email)


def test_nobody_reviews_for_the_company_that_writes_to_him_or_where_he_holds_an_account(app, agent):
    company = people.facts(email="Siege@Example.org")
    account = people.active(company=company)
    people.pending(company=people.facts(siret=company.siret), email="claire@example.org")
    made = waiting(account, agent, record=concession(email="ancien@example.org"))
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
    made, supervisor = waiting(account, agent), an_agent("leo@example.org")
    assert has_stake(supervisor, made)
    accounts.erase(former, reason="Parti", actor=of(former))
    assert not has_stake(supervisor, made)


def test_the_reminder_goes_to_those_who_may_decide(app, account, supervisor, clock):
    made, other = waiting(account, supervisor), people.staff("supervisor")
    clock.move_to(made.created_at + timedelta(days=4), tick=False)
    assert attachments.remind_overdue() == 1
    assert [mail.to for mail in mails_of("review-reminder")] == [other.email]


def test_where_nobody_may_decide_all_are_reminded(app, account, supervisor, clock):
    made = waiting(account, supervisor)
    clock.move_to(made.created_at + timedelta(days=4), tick=False)
    attachments.remind_overdue()
    assert [mail.to for mail in mails_of("review-reminder")] == [supervisor.email]


# -- both sides are told


@pytest.mark.parametrize(("evidence", "decision"), [("callback", "contested"), ("other", "refused")])
def test_a_contest_tells_the_agent_and_the_company_why_and_the_old_contact_only_that(
    app, agent, supervisor, evidence, decision
):
    account = people.active(company=people.facts(email="siege@example.org"), email="ref@example.org")
    made = held(account, agent, evidence, concession(email="ancien@example.org", phone=PHONE))
    attachments.contest(made, reason="Signature illisible", actor=by(supervisor))
    (mine,) = mails_of("review-decision")
    assert (mine.to, mine.params["decision"]) == (agent.email, decision)
    assert mine.params["reason"] == "Signature illisible"
    reasons = {mail.to: mail.params.get("reason") for mail in mails_of(f"attachment-{decision}")}
    why = "Signature illisible"
    assert reasons == {"siege@example.org": why, "ref@example.org": why, "ancien@example.org": None}


def test_the_agent_learns_of_the_confirmation_too(app, account, agent, supervisor):
    made = held(account, agent, "callback")
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
    made = held(account, agent, "callback")
    attachments.contest_by_company(made, account, message="Mon collègue ment.", actor=of(account))
    assert all("reason" not in mail.params for mail in mails_of("attachment-contested"))


# -- two at once


def test_of_two_supervisors_at_once_one_decides_and_the_other_is_told(app, account, agent):
    pair = [people.staff("supervisor").id for _ in range(2)]
    for evidence in ("other", "callback"):
        made = held(account, agent, evidence)
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
    made, other = held(account, agent, "callback"), people.staff("supervisor")
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
    held(account, agent, "callback")
    clock.shift(timedelta(days=40).total_seconds())
    sister = people.active(company=people.facts(siret=account.company.siret))
    first, doubted = waiting(account, agent), held(people.active(), agent, "callback")
    attachments.contest(doubted, reason="Doute", actor=by(supervisor))
    sisters = waiting(sister, people.staff("agent"))
    made = waiting(account, agent)
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
            waiting(account, who)
    held(account, agent, "code")  # a code proves itself
    rate = related_activity.rate_of_agent(waiting(account, agent))
    assert (rate.count, rate.median, rate.team, rate.days) == (7, 2, 3, 7)
    clock.shift(timedelta(days=8).total_seconds())
    assert related_activity.rate_of_agent(waiting(account, others[0])).count == 1


# -- reviewing


def test_a_supervisor_approves_what_waits_and_it_takes_effect(app, account, agent, supervisor):
    bound = waiting(account, agent)
    attachments.approve(bound, actor=by(supervisor))
    assert bound.is_in_effect and bound.reviewed_by_id == supervisor.id
    assert events("attachment-approved")
    with pytest.raises(NotReviewable):
        attachments.approve(bound, actor=by(supervisor))


def test_what_is_reviewed_afterwards_is_only_noted(app, account, agent, supervisor):
    bound = held(account, agent, "callback", called_number="0235223344")
    attachments.approve(bound, actor=by(supervisor))
    assert bound.is_in_effect and events("attachment-reviewed") and not events("attachment-approved")


def test_agents_and_companies_review_nothing(app, account, agent):
    bound = waiting(account, agent)
    for actor in (by(agent), by(people.staff("agent")), by(people.staff("admin")), of(account)):
        for step in (
            lambda actor: attachments.approve(bound, actor=actor),
            lambda actor: attachments.contest(bound, reason="Faux", actor=actor),
            lambda actor: attachments.confirm(bound, reason="Vrai", actor=actor),
        ):
            with pytest.raises(NotAllowed):
                step(actor)


def test_nobody_reviews_what_he_attached(app, account, supervisor):
    bound = waiting(account, supervisor)
    with pytest.raises(OwnWork):
        attachments.approve(bound, actor=by(supervisor))
    with pytest.raises(OwnWork):
        attachments.contest(bound, reason="Faux", actor=by(supervisor))


@pytest.mark.parametrize("role", ["referent", "co-referent"])
def test_nobody_reviews_what_he_benefits_from(app, account, agent, role):
    own = people.active(company=people.facts(siret=account.company.siret), email="Sab@Example.org")
    supervisor = people.staff(Role.SUPERVISOR, email="sab@example.org")
    bound = waiting(own if role == "referent" else account, agent)
    if role == "co-referent":
        attachments.add_referent(bound, own, actor=by(agent))
    with pytest.raises(OwnWork):
        attachments.approve(bound, actor=by(supervisor))


def test_contesting_what_waits_refuses_it_for_good(app, account, agent, supervisor):
    bound = waiting(account, agent)
    with pytest.raises(ReasonMissing):
        attachments.contest(bound, reason=" ", actor=by(supervisor))
    attachments.contest(bound, reason="Signature illisible", actor=by(supervisor))
    assert bound.status == "refused" and bound.concession.status == "free"
    assert events("attachment-refused")[0].detail.reason == "Signature illisible"
    assert mails_of("attachment-refused")
    with pytest.raises(NotReviewable):
        attachments.confirm(bound, reason="Si", actor=by(people.staff("supervisor")))


def test_contesting_what_is_in_effect_suspends_it_and_closes_its_procedures(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.contest(bound, reason="Doute", actor=by(supervisor))
    assert bound.status == "suspended" and bound.is_open and not attachments.holds_any(account)
    assert list_attachments_for_account(account, "voirie") == [bound]
    with pytest.raises(NotReviewable):
        attachments.contest(bound, reason="Encore", actor=by(people.staff("supervisor")))
    with pytest.raises(NotReviewable):
        attachments.approve(bound, actor=by(people.staff("supervisor")))


def test_another_supervisor_confirms(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.contest(bound, reason="Doute", actor=by(supervisor))
    with pytest.raises(OwnWork):
        attachments.confirm(bound, reason="Non", actor=by(supervisor))
    with pytest.raises(ReasonMissing):
        attachments.confirm(bound, reason="", actor=by(people.staff("supervisor")))
    attachments.confirm(bound, reason="Vérifié", actor=by(people.staff("supervisor")))
    assert bound.is_in_effect and events("attachment-confirmed") and mails_of("attachment-confirmed")


def test_another_supervisor_detaches_and_nobody_else_while_it_is_contested(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.contest(bound, reason="Doute", actor=by(supervisor))
    for actor in (by(supervisor), by(agent), of(account)):
        with pytest.raises(UnderReview):
            attachments.detach(bound, reason="Fini", actor=actor)
    attachments.detach(bound, reason="Fini", actor=by(people.staff("supervisor")))
    assert bound.status == "detached"


def test_what_a_supervisor_detached_comes_back_contested_when_undone(app, account, agent, supervisor):
    bound, other = held(account, agent), people.staff("supervisor")
    attachments.contest(bound, reason="Doute", actor=by(supervisor))
    attachments.detach(bound, reason="Fini", actor=by(other))
    attachments.undo_detach(bound, actor=by(other))
    assert bound.status == "suspended"


def test_a_company_contests_what_staff_attached_and_a_case_is_opened(app, account, agent, supervisor):
    bound = held(account, agent)
    with pytest.raises(NotAllowed):
        stranger = people.active()
        attachments.contest_by_company(bound, stranger, message="Moi", actor=of(stranger))
    case = attachments.contest_by_company(bound, account, message="Pas nous", actor=of(account))
    assert bound.status == "suspended" and case.kind == "contested"
    (mail,) = mails_of("review-decision")
    assert mail.params["by_company"], "the agent reads who contests"
    with pytest.raises(NotReviewable):
        attachments.contest_by_company(bound, account, message="Pas nous", actor=of(account))
    assert len(list(db.session.scalars(db.select(Case)))) == 1
    attachments.confirm(bound, reason="Vérifié", actor=by(supervisor))
    assert bound.is_in_effect


def test_an_agent_gone_from_staff_reviews_nothing_under_his_old_role(app, account, agent, supervisor, admin):
    bound = waiting(account, agent)
    staff.change_role(supervisor, Role.AGENT, actor=by(admin))
    with pytest.raises(NotAllowed):
        attachments.approve(bound, actor=by(supervisor))
