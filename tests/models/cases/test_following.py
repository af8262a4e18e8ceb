"""Cases: opened once, found by whom they concern, closed with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import accounts, cases, mails, staff
from models.cases import Case, CaseKind, CaseNoteKind, CaseQuestion, TooManyCases
from models.cases.asking import MOST_OPEN
from models.cases.queues import STUCK, Queue, is_in_queue
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.mails import MailKind
from models.reports import pending_counts
from models.values.days import DayImplausible, today
from tests.support import people
from tests.support.records import actions, by, count, events, mails_of, of


def test_the_same_request_still_open_is_the_same_case(app, account):
    first = cases.open_(CaseKind.ATTACH, "Un titre", account=account, actor=of(account))
    for subject in ("Un titre", "Un autre", "Un autre"):
        assert cases.open_(CaseKind.ATTACH, subject, account=account, actor=of(account)).id == first.id
    assert [question.subject for question in first.questions] == ["Un titre", "Un autre"]
    assert first.subject == "Un autre", "a case is about what was asked last"
    stranger = people.active()
    assert cases.open_(CaseKind.ATTACH, "Un titre", account=stranger, actor=of(stranger)).id != first.id
    assert pending_counts.counts(["cases"])["cases"] == 2
    assert (actions().count("case-opened"), actions().count("case-asked")) == (2, 1)


def test_who_asks_is_written_once_that_it_arrived(app, account):
    for kind in (CaseKind.HELP, CaseKind.ATTACH, CaseKind.ATTACH, CaseKind.CONTESTED):
        cases.open_(kind, "Un titre", account=account, actor=of(account))
    assert [(mail.to, mail.params["subject"]) for mail in mails_of("case-received")] == [
        (account.email, "Un titre")
    ] * 2


def test_each_call_for_help_is_a_question_of_its_own_in_the_case_of_the_company(app, account):
    for _ in range(2):
        cases.open_(CaseKind.HELP, "Aide", message="Où est mon code ?", account=account, actor=of(account))
    assert (count(Case), count(CaseQuestion)) == (1, 2)


def test_a_closed_case_tells_why_and_is_not_closed_twice(app, account, agent):
    case = cases.open_(CaseKind.HELD, "Un titre", account=account, actor=of(account))
    with pytest.raises(ReasonMissing):
        cases.close(case, reason=" ", actor=by(agent))
    cases.close(case, reason="Rattaché par téléphone", actor=by(agent))
    assert (
        not case.is_open and case.closed_by_id == agent.id and pending_counts.counts(["cases"])["cases"] == 0
    )
    assert events("case-closed")[0].detail.reason == "Rattaché par téléphone"
    with pytest.raises(cases.CaseClosed):
        cases.close(case, reason="Encore", actor=by(agent))
    again = cases.open_(CaseKind.HELD, "Un titre", account=account, actor=of(account))
    assert again.id != case.id and actions().count("case-opened") == 2


def test_a_visitor_without_an_account_may_open_one(app):
    case = cases.open_(CaseKind.HELP, "Aide", phone="0235223344", actor=people.SYSTEM)
    assert case.company is None and case.is_open


def test_one_account_asks_no_more_at_once_than_staff_can_answer(app, account, agent):
    def ask(kind=CaseKind.HELP, subject="Aide"):
        return cases.open_(kind, subject, account=account, actor=of(account))

    case, *_ = [ask() for _ in range(MOST_OPEN)]
    for kind in (CaseKind.HELP, CaseKind.ATTACH):
        with pytest.raises(TooManyCases):
            ask(kind, "Un titre")
    assert ask(CaseKind.CONTESTED, "Un titre").is_open, "a doubt is never turned away"
    stranger = people.active()
    assert cases.open_(CaseKind.HELP, "Aide", account=stranger, actor=of(stranger)).is_open
    cases.answer(case, message="Voici", actor=by(agent))
    with pytest.raises(TooManyCases):
        ask()  # ten wait still: the doubt that was answered was beyond them
    cases.close(case, reason="Rappelé", actor=by(agent))
    assert ask().is_open


def test_a_call_for_help_that_is_sent_twice_is_one_case(app, account):
    facts = {"message": "Où est mon code ?", "phone": "", "account": account, "actor": of(account)}
    cases_asked = {cases.ask_help("Aide", submission="the-key-of-one-form", **facts).id for _ in range(2)}
    assert len(cases_asked) == 1 and count(CaseQuestion) == 1
    assert cases.ask_help("Aide", submission="the-key-of-another", **facts).id in cases_asked
    assert count(CaseQuestion) == 2


def opened(account=None, subject="Aide"):
    account = account or people.active()
    return cases.open_(CaseKind.HELP, subject, account=account, actor=of(account))


def planned(case, agent, **changes):
    facts = {"owner": agent.email, "next_action": "Rappeler", "due_on": None, "blocked_by": "", **changes}
    cases.follow(case, **facts, actor=by(agent))


def numbers(queue, agent):
    clause = is_in_queue(queue, lambda: agent.id)
    return set(db.session.scalars(select(Case.id).where(clause)))


def test_closing_tells_the_outcome_to_who_asked_and_to_nobody_else(app, account, agent):
    cases.close(opened(account), reason="Rattaché", actor=by(agent))
    contested = cases.open_(CaseKind.CONTESTED, "Un titre", account=account, actor=of(account))
    cases.close(contested, reason="Entre nous", actor=by(agent))
    assert [(mail.to, mail.params["lines"]) for mail in mails_of("case-closed")] == [
        (account.email, ["Rattaché"])
    ]


def test_only_what_its_person_was_written_is_marked_as_read_by_them(app, agent):
    facts = people.facts()
    account, gone = people.active(company=facts), people.active(company=facts)
    case = opened(account)
    cases.open_(CaseKind.CONTESTED, "Un titre", account=account, actor=of(account))
    opened(gone, "Attend")
    visitor = cases.open_(CaseKind.HELP, "Aide", phone="0235223344", actor=people.SYSTEM)
    accounts.erase(gone, reason="Demande", actor=people.SYSTEM)
    for each in (case, visitor):
        cases.close(each, reason="Fait", actor=by(agent))
    questions = [*case.questions, *visitor.questions]
    assert [question.outcome_told for question in questions] == [True, False, False, False]
    assert [mail.to for mail in mails_of("case-closed")] == [account.email]


def test_what_comes_next_is_said_once_by_who_saw_the_last_plan(app, account, agent):
    case = opened(account)
    seen, due_on = case.mark, today()
    planned(case, agent, due_on=due_on, blocked_by="Attend le mandat")
    assert (case.owner_id, case.next_action, case.due_on, case.blocked_by) == (
        agent.id,
        "Rappeler",
        due_on,
        "Attend le mandat",
    )
    with pytest.raises(Stale):
        planned(case, agent, seen=seen)
    planned(case, agent, due_on=due_on, blocked_by="Attend le mandat")
    assert actions().count("case-planned") == 1, "what says the same changes nothing"
    with pytest.raises(DayImplausible):
        planned(case, agent, due_on=date(1024, 3, 5))


def test_only_who_keeps_cases_owns_one(app, account, agent, admin):
    case = opened(account)
    for email in ("personne@example.org", admin.email):
        with pytest.raises(cases.OwnerUnknown):
            planned(case, agent, owner=email)
    for refused in (
        lambda: planned(case, admin),
        lambda: cases.note(case, kind=CaseNoteKind.NOTE, text="Vu", actor=by(admin)),
        lambda: cases.answer(case, message="Vu", actor=by(admin)),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_each_queue_has_what_its_name_says(app, account, agent, clock):
    old = opened(account, "Sans nouvelle")
    clock.shift(STUCK + timedelta(days=1))
    mine, late, nobodys = (opened(subject=subject) for subject in ("Le mien", "En retard", "Nouveau"))
    planned(mine, agent, due_on=today() + timedelta(days=1))
    planned(late, people.staff("agent"), due_on=today())
    assert numbers(Queue.MINE, agent) == {mine.id}
    assert numbers(Queue.UNOWNED, agent) == {old.id, nobodys.id}
    assert numbers(Queue.TODAY, agent) == {late.id}
    assert numbers(Queue.STUCK, agent) == {old.id}
    cases.note(old, kind=CaseNoteKind.CALL, text="Rappelée", actor=by(agent))
    assert numbers(Queue.STUCK, agent) == set(), "a note is a sign of life"
    for case in (old, mine, late, nobodys):
        cases.close(case, reason="Fait", actor=by(agent))
    assert [numbers(queue, agent) for queue in Queue] == [set()] * len(Queue)


def test_a_case_says_that_a_mail_came_back_until_it_is_sent_again_or_the_address_is_good(app, account, agent):
    case, stranger = opened(account), opened(people.active())
    (mail,) = mails_of("case-received")[:1]
    mails.sent(mail, message_id="1")
    mails.mark_bounced(mail, actor=by(agent))
    assert numbers(Queue.RETURNED, agent) == {case.id} and not stranger.mail_returned
    cases.close(case, reason="Vu", actor=by(agent))
    case = opened(account, "Encore")
    assert case.mail_returned, "the next one knows it too"
    mails.resend(mail, actor=by(agent))
    assert numbers(Queue.RETURNED, agent) == set()


def test_only_the_address_of_today_says_of_whom_mails_come_back(app, account, agent):
    def bounced(mail):
        mails.sent(mail, message_id=str(mail.id))
        mails.mark_bounced(mail, actor=by(agent))
        return mail

    facts = people.facts()
    account, colleague = people.active(company=facts), people.active(company=facts)
    case = opened(account)
    elsewhere = mails.notify(
        MailKind.CASE_RECEIVED, "ancienne@example.org", params={"subject": "Aide"}, account=account
    )
    of_company = mails.notify(
        MailKind.CASE_RECEIVED, "siege@example.org", params={"subject": "Aide"}, company=account.company
    )
    for mail in (elsewhere, of_company):
        bounced(mail)
    assert numbers(Queue.RETURNED, agent) == set(), "other addresses than theirs"
    mail = bounced(mails_of("case-received")[0])
    assert numbers(Queue.RETURNED, agent) == {case.id}
    mails.resend(mail, email="autre@example.org", actor=by(agent))
    mails.resend(elsewhere, actor=by(agent))
    assert numbers(Queue.RETURNED, agent) == {case.id}, "nothing was sent to their address again"
    opened(colleague)
    theirs = bounced(mails_of("case-received", to=colleague.email)[0])
    mails.resend(mail, actor=by(agent))
    assert numbers(Queue.RETURNED, agent) == {case.id}, "their colleague is not reached either"
    mails.resend(theirs, actor=by(agent))
    assert numbers(Queue.RETURNED, agent) == set()


@pytest.mark.parametrize(("days", "kept"), [(1, True), (3, True), (4, False)])
def test_an_owner_who_lets_a_date_pass_by_two_working_days_loses_the_case(
    app, account, agent, clock, days, kept
):
    clock.move_to(datetime(2026, 11, 19, 9, tzinfo=UTC))  # a Thursday
    case = opened(account)
    planned(case, agent, due_on=date(2026, 11, 19))
    clock.shift(timedelta(days=days))  # Friday, Sunday, Monday
    assert cases.take_back(actor=people.SYSTEM) == (not kept)
    assert (case.owner_id == agent.id) is kept and actions().count("case-taken-back") == (not kept)
    assert cases.take_back(actor=people.SYSTEM) == 0


def test_who_takes_a_case_that_was_lost_plans_it_anew_and_keeps_it(app, account, agent, clock):
    clock.move_to(datetime(2026, 11, 19, 9, tzinfo=UTC))
    case = opened(account)
    planned(case, agent, due_on=date(2026, 11, 19))
    clock.shift(timedelta(days=4))
    assert cases.take_back(actor=people.SYSTEM) == 1
    for overdue in (date(2026, 11, 19), date(2026, 11, 22)):
        with pytest.raises(cases.DueDayPast):
            planned(case, agent, due_on=overdue)
    planned(case, agent, due_on=date(2026, 11, 23))
    assert cases.take_back(actor=people.SYSTEM) == 0 and case.owner_id == agent.id
    clock.shift(timedelta(days=1))
    planned(case, agent, due_on=date(2026, 11, 23), blocked_by="Attend le mandat")
    assert case.blocked_by == "Attend le mandat", "who has it still writes while the day is over"
    planned(case, agent, due_on=date(2026, 11, 23), owner="")
    assert case.owner is None, "and gives it back as it is"


def test_a_case_that_goes_to_a_namesake_changes_hands(app, account, agent):
    case, namesake = opened(account), people.staff("agent", name=agent.name)
    planned(case, agent)
    seen = case.mark
    planned(case, namesake, owner=namesake.email)
    assert case.owner_id == namesake.id and case.mark != seen
    assert actions().count("case-planned") == 2
    assert namesake.email in events("case-planned")[-1].detail.after


def test_who_is_gone_keeps_no_case(app, account, agent, admin):
    case = opened(account)
    planned(case, agent)
    staff.disable(agent, actor=by(admin))
    assert cases.take_back(actor=people.SYSTEM) == 1 and case.owner is None
