"""Whoever holds a record is asked by who claims it: they hand it over, refuse, or keep silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, audit, cases
from models.accounts import ProAccount
from models.attachments import (
    AccountUnusable,
    AlreadyHeld,
    Attachment,
    JustificationTooShort,
    OwnWork,
    UnderReview,
)
from models.attachments.afterwards import ClaimOver, ClaimWithHolder, HeldClaim, answer_claim, pass_on_overdue
from models.attachments.afterwards.answering import find_claim_on, list_claims_on, list_silent_claims
from models.attachments.old_contact import ask_letter, ask_link
from models.cases import Case, CaseKind
from models.cases.entries import CaseQuestion
from models.concessions.tries import TryRefused
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import get, together
from tests.support.records import (
    CODE,
    WHY,
    actions,
    by,
    count,
    events,
    held,
    mails_of,
    of,
)


def claim(account, record, code=CODE):
    with pytest.raises(AlreadyHeld):
        attachments.claim(account, kind="voirie", title=record.title, access_code=code, actor=of(account))


def claimed(holder, agent, by_whom=None):
    """A record of the holder that somebody else proved by its code; the claim."""
    bound = held(holder, agent)
    claim(by_whom or people.active(), bound.concession)
    return db.session.scalars(select(HeldClaim).order_by(HeldClaim.id.desc())).first()


def silent(holder, agent, clock, by_whom=None):
    found = claimed(holder, agent, by_whom)
    clock.shift(timedelta(days=9))
    assert pass_on_overdue(actor=people.SYSTEM) == 1
    return found


def test_the_right_code_of_a_held_record_asks_its_referent_and_opens_a_case_as_ever(app, account, agent):
    found, (mail,) = claimed(account, agent), mails_of("holder-asked")
    assert mail.to == account.email and mail.params["claim"] == found.id
    assert [question.kind for question in db.session.scalars(select(CaseQuestion))] == ["held"]
    assert list_claims_on(account) == [found] and list_claims_on(found.account) == []
    assert events("holder-asked")[0].company_id == account.company_id


def test_who_asks_is_told_to_the_holder_by_no_name_that_a_stranger_typed(app, account, agent):
    asker = people.active()
    with transaction():
        asker.company.directory_state = "unknown"
    found, (mail,) = claimed(account, agent, asker), mails_of("holder-asked")
    assert found.account.company.name not in str(mail.params) and "SIRET" in mail.params["asking"]


@pytest.mark.parametrize("ask", [ask_link, ask_letter])
def test_without_the_code_the_holder_is_asked_and_the_old_contact_is_left_alone(app, account, agent, ask):
    bound, asker = held(account, agent), people.active()
    ask(asker, kind="voirie", title=bound.concession.title, actor=of(asker))
    assert len(mails_of("holder-asked")) == 1 and mails_of("record-link") == []
    assert count(HeldClaim) == 1 and count(CaseQuestion) == 0


@pytest.mark.parametrize("ask", [ask_link, ask_letter])
def test_nobody_is_asked_of_what_they_see_themselves_or_of_what_does_not_exist(app, account, agent, ask):
    bound = held(account, agent)
    for title in (bound.concession.title, "Aucun dossier de ce nom"):
        ask(account, kind="voirie", title=title, actor=of(account))
    assert count(HeldClaim) == 0 and mails_of("holder-asked") == []


def test_a_record_that_is_handed_over_moves_at_one_moment_and_both_sides_are_told(app, account, agent):
    found = claimed(account, agent)
    old = found.attachment
    made = answer_claim(found, accepts=True, actor=of(account))
    assert (old.ended_how, old.ended_reason) == ("detached", "handed over")
    assert (made.company_id, made.referent_id) == (found.account.company_id, found.account_id)
    assert (made.evidence, made.channel, made.taken_from_id) == ("holder", "portal", old.id)
    assert made.is_in_effect and found.outcome == "handed-over"
    assert account.email in [mail.to for mail in mails_of("detached")]
    assert found.account.email in [mail.to for mail in mails_of("attached")]
    assert actions()[-4:] == ["holder-answered", "case-closed", "detached", "attached"]
    audit.verify()


def test_the_code_of_who_handed_over_serves_them_no_more(app, account, agent):
    made = answer_claim(claimed(account, agent), accepts=True, actor=of(account))
    record = made.concession
    attachments.detach(made, reason="Erreur", actor=of(made.referent))
    with pytest.raises(TryRefused):
        attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))


def test_a_claim_that_is_refused_changes_nothing_and_is_told(app, account, agent):
    found = claimed(account, agent)
    assert answer_claim(found, accepts=False, actor=of(account)) is None
    assert found.attachment.is_open and found.outcome == "refused"
    (mail,) = mails_of("claim-answered")
    assert mail.to == found.account.email and account.company.name not in str(mail.params)


def test_a_refused_company_asks_the_same_holder_no_second_time(app, account, agent):
    found = claimed(account, agent)
    answer_claim(found, accepts=False, actor=of(account))
    colleague = people.active(company=people.facts(siret=found.account.company.siret))
    for again in (found.account, colleague):
        claim(again, found.attachment.concession)
    assert count(HeldClaim) == 1 and len(mails_of("holder-asked")) == 1


def test_a_colleague_who_claims_becomes_a_co_referent(app, account, agent):
    colleague = people.active(company=people.facts(siret=account.company.siret))
    found = claimed(account, agent, colleague)
    assert answer_claim(found, accepts=True, actor=of(account)) is None
    assert found.outcome == "shared" and found.attachment.is_open
    assert {row.account_id for row in found.attachment.referents} == {account.id, colleague.id}


def test_five_at_most_wait_at_one_holder_and_three_mails_a_day_reach_them(app, account, agent):
    bound = held(account, agent)
    for _ in range(6):
        claim(people.active(), bound.concession)
    assert count(HeldClaim) == 5 and len(mails_of("holder-asked")) == 3


def test_the_database_holds_that_one_person_asks_one_holder_once(app, account, agent):
    found = claimed(account, agent)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            HeldClaim(
                attachment_id=found.attachment_id,
                account_id=found.account_id,
                asked_at=found.asked_at,
                due_at=found.due_at,
            )
        )
        session.flush()


def test_only_the_referent_answers(app, account, agent, supervisor):
    found = claimed(account, agent)
    other = people.active(company=people.facts(siret=account.company.siret))
    attachments.add_referent(found.attachment, other, actor=of(account))
    for stranger in (other, found.account):
        assert find_claim_on(stranger, found.id) is None
        with pytest.raises(NotAllowed):
            answer_claim(found, accepts=True, actor=of(stranger))
    with pytest.raises(ClaimWithHolder):
        answer_claim(found, accepts=True, reason=WHY, actor=by(supervisor))


def test_what_is_contested_is_handed_over_to_nobody(app, account, agent, supervisor):
    found = claimed(account, agent)
    attachments.contest(found.attachment, reason="Doute", actor=by(supervisor))
    with pytest.raises(UnderReview):
        answer_claim(found, accepts=True, actor=of(account))
    assert found.outcome is None


def test_who_claims_and_is_suspended_since_gets_nothing(app, account, agent):
    found = claimed(account, agent)
    accounts.suspend(found.account, reason="Doute", actor=by(agent))
    with pytest.raises(AccountUnusable):
        answer_claim(found, accepts=True, actor=of(account))
    assert found.attachment.is_open


def test_silence_of_five_working_days_goes_to_staff_once_and_who_asked_is_told(app, account, agent, clock):
    found = claimed(account, agent)
    clock.shift(timedelta(days=4))
    assert pass_on_overdue(actor=people.SYSTEM) == 0
    clock.shift(timedelta(days=5))
    assert pass_on_overdue(actor=people.SYSTEM) == 1
    assert pass_on_overdue(actor=people.SYSTEM) == 0
    kinds = db.session.scalars(select(CaseQuestion.kind).order_by(CaseQuestion.id))
    assert list(kinds) == ["held", "silent"]
    assert mails_of("case-received")[-1].to == found.account.email
    assert list_silent_claims(found.attachment) == [found] and "holder-silent" in actions()


def test_after_the_silence_a_supervisor_transfers_with_a_reason_and_another_looks(
    app, account, agent, supervisor, clock
):
    found = silent(account, agent, clock)
    with pytest.raises(JustificationTooShort):
        answer_claim(found, accepts=True, reason="Oui", actor=by(supervisor))
    with pytest.raises(NotAllowed):
        answer_claim(found, accepts=True, reason=WHY, actor=by(agent))
    made = answer_claim(found, accepts=True, reason=WHY, actor=by(supervisor))
    assert (made.evidence, made.review, made.justification) == ("transfer", "after", WHY)
    assert made.is_in_effect and made.made_by_id == supervisor.id
    with pytest.raises(OwnWork):
        attachments.approve(made, actor=by(supervisor))


def test_who_asks_and_works_here_decides_nothing(app, account, agent, clock):
    found = silent(account, agent, clock, people.active(email="deux.chapeaux@example.org"))
    insider = people.staff("supervisor", email="deux.chapeaux@example.org")
    with pytest.raises(OwnWork):
        answer_claim(found, accepts=True, reason=WHY, actor=by(insider))


def test_a_holder_who_wakes_late_still_answers(app, account, agent, clock):
    found = silent(account, agent, clock)
    assert answer_claim(found, accepts=True, actor=of(account)) is not None


def test_a_claim_on_what_has_ended_or_by_who_has_gone_is_void(app, account, agent, clock):
    ended, gone = claimed(account, agent), claimed(account, agent)
    attachments.detach(ended.attachment, reason="Erreur", actor=of(account))
    accounts.erase(gone.account, reason="Départ", actor=of(gone.account))
    with pytest.raises(ClaimOver):
        answer_claim(ended, accepts=True, actor=of(account))
    assert list_claims_on(account) == []
    clock.shift(timedelta(days=9))
    assert pass_on_overdue(actor=people.SYSTEM) == 0
    db.session.expire_all()
    assert (ended.outcome, gone.outcome) == ("void", "void")


def test_accepted_and_refused_at_once_it_is_one_of_both(app, agent):
    for _ in range(3):
        holder = people.active()
        found = claimed(holder, agent)
        number, who = found.id, holder.id

        def answer(accepts, number=number, who=who):
            actor = of(get(ProAccount, who))
            answer_claim(get(HeldClaim, number), accepts=accepts, actor=actor)
            return accepts

        outcome = together(app, [lambda yes=n % 2 == 0, answer=answer: answer(yes) for n in range(8)])
        assert len(outcome.made) == 1 and set(outcome.refused) <= {"ClaimOver", "NotAllowed"}
        db.session.expire_all()
        assert (found.outcome == "handed-over") == outcome.made[0]
        open_ones = select(Attachment).where(
            Attachment.concession_id == found.attachment.concession_id, Attachment.is_open
        )
        assert len(db.session.scalars(open_ones).all()) == 1
    audit.verify()


def test_handed_over_and_detached_at_once_nobody_holds_it_twice(app, account, agent, supervisor):
    for _ in range(3):
        found = claimed(account, agent)
        number, bound, who, by_whom = found.id, found.attachment_id, account.id, supervisor.id

        def hand_over(number=number, who=who):
            answer_claim(get(HeldClaim, number), accepts=True, actor=of(get(ProAccount, who)))

        def detach(bound=bound, by_whom=by_whom):
            attachments.detach(get(Attachment, bound), reason="Erreur", actor=by(get(Agent, by_whom)))

        together(app, [hand_over, detach] * 3)
        db.session.expire_all()
        assert not found.attachment.is_open
    audit.verify()


def case_of(found):
    """Of the company that claims."""
    return db.session.scalars(select(Case).where(Case.company_id == found.account.company_id)).one()


@pytest.mark.parametrize(("accepts", "why"), [(True, "claim handed-over"), (False, "claim refused")])
def test_the_case_that_a_claim_opened_ends_with_the_holder_s_answer(app, account, agent, clock, accepts, why):
    found = silent(account, agent, clock)
    case = case_of(found)
    assert case.is_open and {question.kind for question in case.questions} == {"held", "silent"}
    answer_claim(found, accepts=accepts, actor=of(account))
    db.session.refresh(case)
    assert (case.is_open, case.closed_reason, case.closed_by_id) == (False, why, None)
    assert events("case-closed")[-1].actor_id == account.id and mails_of("case-closed") == []


@pytest.mark.parametrize("more", ["question", "owner", "other title"])
def test_a_case_in_which_more_waits_stays_open(app, account, agent, clock, more):
    found = silent(account, agent, clock)
    case = case_of(found)
    if more == "question":
        cases.open_(CaseKind.HELP, "Mon code", account=found.account, actor=of(found.account))
    elif more == "owner":
        cases.follow(
            case, owner=agent.email, next_action="Rappeler", due_on=None, blocked_by="", actor=by(agent)
        )
    else:
        cases.open_(CaseKind.HELD, "Autre titre", account=found.account, actor=of(found.account))
    answer_claim(found, accepts=False, actor=of(account))
    db.session.refresh(case)
    assert case.is_open


def test_what_a_supervisor_hands_over_goes_on_in_its_case_and_a_refusal_ends_it(app, agent, clock):
    supervisor = people.staff("supervisor")
    for accepts in (True, False):
        found = silent(people.active(), agent, clock)
        case = case_of(found)
        answer_claim(found, accepts=accepts, reason=WHY, actor=by(supervisor))
        db.session.refresh(case)
        assert case.is_open is accepts
