"""What is owed is done: once, whoever dies, whatever the server says, and again later when it must be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from console.owners import is_gone, mine
from console.worker import Worker
from models import accounts, attachments, audit, companies, mails
from models.accounts import ProAccount, reminders
from models.audit import AuditEvent
from models.directory import Establishment, State
from models.kernel import jobs, tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.tokens import Purpose
from models.kernel.transactions import transaction
from models.mails import LINK_OVER, MailKind, OutboxEmail
from models.staff import Agent
from tests import people
from tests.support.records import concession
from tests.support.smtp import Sink
from views.mails import refusal_of

DAY = 24 * 3600


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def work(make_app: Callable[..., Flask], sink: Sink, tmp_path: Any) -> Callable[[], int]:
    """Does what is due, as `bascule worker --once` does, in another context than the test's."""
    app = make_app(mail_url=sink.url)

    def once() -> int:
        db.session.rollback()
        worker = Worker(app)
        worker._instance = tmp_path
        done = worker.run_once()
        db.session.rollback()
        db.session.expire_all()
        return done

    return once


def owe(number: int = 1, to: str = "lecteur{}@example.org") -> list[int]:
    """Owes mails of a kind that is never held back."""
    with transaction() as session:
        for each in range(number):
            mails.notify(MailKind.MANY_FAILURES, to.format(each), params={"limit": 300})
        return list(session.scalars(db.select(OutboxEmail.id).order_by(OutboxEmail.id)))


def the_mail(number: int) -> OutboxEmail:
    mail = db.session.get(OutboxEmail, number, populate_existing=True)
    assert mail is not None
    return mail


def test_an_owed_mail_leaves_once(work: Callable[[], int], sink: Sink) -> None:
    (number,) = owe()
    work()
    work()
    (got,) = sink.mails
    mail = the_mail(number)
    assert (mail.state, mail.attempts, mail.last_error) == ("sent", 1, None)
    assert mail.message_id == got.message["Message-ID"]


def test_what_a_job_owes_is_done_in_the_same_run(work: Callable[[], int], sink: Sink) -> None:
    with transaction():
        jobs.enqueue("code-alarm", {})
    people.staff("supervisor", email="sup@example.org")
    work()
    assert [got.to for got in sink.mails] == [["sup@example.org"]]


def test_a_visitor_who_forgot_is_answered_by_the_worker(work: Callable[[], int], sink: Sink) -> None:
    account = people.active(email="john@example.org")
    work()
    sink.mails.clear()
    actor = Actor.anonymous(ip="192.0.2.7", request_id="abc")
    accounts.owe_reset(account.identifier, actor=actor)
    accounts.owe_identifiers("JOHN@example.org", actor=actor)
    accounts.owe_reset("pro.person.unknown", actor=actor)
    accounts.owe_identifiers("unknown@example.org", actor=actor)
    work()
    told = [(got.to, str(got.message["Subject"])) for got in sink.mails]
    assert [to for to, _ in told] == [["john@example.org"]] * 2
    assert any("mot de passe" in subject for _, subject in told)
    event = db.session.scalars(db.select(AuditEvent).filter_by(action="password-reset-asked")).one()
    assert (event.detail.ip, event.request_id, event.actor_kind) == ("192.0.2.7", "abc", "anonymous")


def test_a_hard_refusal_is_final_and_shown(work: Callable[[], int], sink: Sink, clock: Any) -> None:
    (number,) = owe()
    sink.mode = "rcpt 5xx"
    work()
    mail = the_mail(number)
    assert (mail.state, mail.last_error, mail.next_at) == ("refused", "550 5.1.1 no such user", None)
    sink.mode = ""
    clock.shift(DAY)
    work()
    assert sink.mails == []
    again = mails.resend(mail, email="juste@example.org", actor=people.SYSTEM)
    work()
    assert [got.to for got in sink.mails] == [["juste@example.org"]]
    assert the_mail(again.id).state == "sent"


def test_a_mail_is_tried_again_after_1_5_15_60_minutes_and_given_up_after_a_day(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    (number,) = owe()
    sink.mode = "rcpt 4xx"
    begun, waits = now(), []
    work()
    while (mail := the_mail(number)).next_at is not None:
        assert mail.state == "retrying"
        waits.append(round((mail.next_at - now()).total_seconds() / 60))
        clock.shift((mail.next_at - now()).total_seconds() - 2)
        work()
        assert the_mail(number).attempts == len(waits), "tried before its time"
        clock.shift(3)
        work()
    assert waits[:5] == [1, 5, 15, 60, 60]
    assert mail.state == "refused" and mail.last_error == "451 4.3.0 try again later"
    assert timedelta(hours=23) <= now() - begun <= timedelta(hours=25)


def test_a_mail_that_was_postponed_leaves_when_the_server_is_back(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    (number,) = owe()
    sink.mode = "drop"
    work()
    assert the_mail(number).state == "retrying"
    sink.mode = ""
    clock.shift(61)
    work()
    assert the_mail(number).state == "sent"
    assert len(sink.mails) == 1


def test_one_refused_mail_does_not_keep_the_others(work: Callable[[], int], sink: Sink) -> None:
    numbers = owe(2) + owe(1, to="pas une adresse")[-1:] + owe(12)[-12:]
    work()
    states = {number: the_mail(number).state for number in numbers}
    assert list(states.values()).count("refused") == 1
    assert len(sink.mails) == 14


def test_a_mail_whose_link_is_over_does_not_leave(work: Callable[[], int], sink: Sink) -> None:
    account = people.pending()
    accounts.resend(account, actor=people.SYSTEM)
    work()
    query = db.select(OutboxEmail).filter_by(account_id=account.id).order_by(OutboxEmail.id)
    first, second = db.session.scalars(query)
    assert (first.state, first.last_error) == ("refused", LINK_OVER)
    assert mails.count_troubled() == 0 and "plus récent" in refusal_of(first)
    assert second.state == "sent" and len(sink.mails) == 1
    assert second.token is not None
    assert f"/activation/{tokens.secret_of(second.token)}" in sink.mails[0].message.get_content()


def test_a_job_that_nobody_knows_is_buried(work: Callable[[], int]) -> None:
    with transaction():
        job = jobs.enqueue("dance", {})
    assert job is not None
    work()
    db.session.refresh(job)
    assert job.dead_at is not None


def test_a_fault_of_ours_puts_the_job_off_and_does_not_tell_what_it_met(
    work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = owe()

    def broken(_: OutboxEmail) -> None:
        raise LookupError("the code 4827")

    monkeypatch.setattr("views.mails.render", broken)
    work()
    job = db.session.scalars(db.select(Job)).one()
    assert (job.last_error, job.leased_by) == ("LookupError", None)
    assert job.due_at > now()


def test_the_worker_says_that_it_lives(work: Callable[[], int]) -> None:
    work()
    seen = jobs.last_beat("worker")
    assert seen is not None and now() - seen < timedelta(seconds=30)


# -- several workers, and those who die


def test_jobs_of_a_dead_worker_are_taken_back_at_once(work: Callable[[], int], sink: Sink) -> None:
    owe()
    program = "from console.owners import mine; print(mine())"
    dead = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    jobs.claim(dead.stdout.strip())
    work()
    assert len(sink.mails) == 1


def test_jobs_of_a_living_worker_are_left_alone(work: Callable[[], int], sink: Sink) -> None:
    owe()
    jobs.claim(mine())  # this very process lives
    worker_of_another_machine = "0123456789abcdef:1:1"
    assert not is_gone(mine()) and not is_gone(worker_of_another_machine) and not is_gone("")
    jobs.release(mine())
    jobs.claim(worker_of_another_machine)
    work()
    assert sink.mails == []


def test_a_lease_that_ran_out_is_another_workers(work: Callable[[], int], sink: Sink, clock: Any) -> None:
    owe()
    (job,) = jobs.claim("0123456789abcdef:1:1")
    clock.shift(jobs.LEASE.total_seconds() + 1)
    work()
    assert len(sink.mails) == 1
    with transaction():
        assert not jobs.holds(job, "0123456789abcdef:1:1"), "the first one must not end it a second time"


def test_of_several_workers_one_is_told_to_do_the_periodic_work(app: Flask, clock: Any) -> None:
    every = timedelta(minutes=10)
    assert [jobs.take_turn("a", every) for _ in range(3)] == [True, False, False]
    assert jobs.take_turn("b", every) and jobs.take_turn("a", every, anyway=True)
    clock.shift(601)
    assert jobs.take_turn("a", every)
    clock.shift(-7200)  # a clock that was wrong must not stop the work until it is caught up with
    assert jobs.take_turn("a", every)


# -- periodic work


def reminded(account: ProAccount) -> int:
    query = db.select(db.func.count()).select_from(OutboxEmail)
    return (
        db.session.scalar(query.filter_by(account_id=account.id, kind=MailKind.ACTIVATION_REMINDER.value))
        or 0
    )


def test_who_did_not_activate_is_reminded_at_day_3_7_and_12_with_a_link_that_works(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    account, counts = people.pending(), []
    for _ in range(14):
        work()
        counts.append(reminded(account))
        clock.shift(DAY + 10)
    assert counts == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]
    body = sink.mails[-1].message.get_content()
    secret = body.split("/activation/")[1].split()[0]
    clock.shift(-2 * DAY)
    assert tokens.peek(Purpose.ACTIVATION, secret).account_id == account.id
    assert audit.verify() > 0


def test_a_worker_that_slept_sends_one_reminder_and_not_three(work: Callable[[], int], clock: Any) -> None:
    account = people.pending()
    clock.shift(20 * DAY)
    work()
    work()
    assert reminded(account) == 1


def test_nobody_is_reminded_who_activated_or_is_suspended(
    work: Callable[[], int], clock: Any, agent: Agent
) -> None:
    active, suspended = people.active(), people.pending()
    accounts.suspend(suspended, reason="doute", actor=people.SYSTEM)
    clock.shift(4 * DAY)
    work()
    assert reminded(active) == reminded(suspended) == 0


def test_a_reminder_keeps_a_link_that_still_lives(app: Flask, clock: Any) -> None:
    account = people.pending()
    secret = people.activation_secret(account)
    clock.shift(2.9 * DAY)
    accounts.resend(account, actor=people.SYSTEM)
    secret = people.activation_secret(account)
    clock.shift(0.2 * DAY)
    assert reminders.remind(actor=people.SYSTEM) == 1
    assert tokens.peek(Purpose.ACTIVATION, secret).account_id == account.id


def test_an_account_never_activated_goes_after_thirty_days(work: Callable[[], int], clock: Any) -> None:
    account = people.pending()
    clock.shift(29 * DAY)
    work()
    assert account.erased_at is None
    clock.shift(1.1 * DAY)
    work()
    db.session.refresh(account)
    assert account.erased_at is not None and account.email == ""


def test_what_nobody_used_for_two_years_is_told_then_erased_and_its_last_mail_forgotten(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    account = people.active()
    email = account.email
    clock.shift(732 * DAY)
    work()
    told = [str(got.message["Subject"]) for got in sink.mails if got.to == [email]]
    assert any("sera effacé" in subject for subject in told)
    clock.shift(31 * DAY)
    work()
    db.session.refresh(account)
    assert account.erased_at is not None
    told = [str(got.message["Subject"]) for got in sink.mails if got.to == [email]]
    assert any("est effacé" in subject for subject in told)
    assert not db.session.scalars(db.select(OutboxEmail).where(OutboxEmail.to == email)).all()


def test_a_company_typed_by_hand_is_checked_when_the_directory_is_back(
    work: Callable[[], int],
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
    make_app: Callable[..., Flask],
    sink: Sink,
) -> None:
    facts = people.facts(state=State.UNAVAILABLE, name="TAPEE A LA MAIN")
    company = companies.register(facts, actor=people.SYSTEM)
    answers = [Establishment.unavailable(facts.siret)] * 3
    answers.append(Establishment(facts.siret, State.OPEN, name="DU REPERTOIRE"))

    class Directory:
        def find(self, _: Any) -> Establishment:
            return answers.pop(0)

    monkeypatch.setitem(make_app(mail_url=sink.url).extensions, "bascule.directory", Directory())
    for _ in range(3):
        work()
        assert company.is_to_verify
        clock.shift(2 * DAY)  # a directory may be away for long: the question is never given up
    work()
    db.session.refresh(company)
    assert not company.is_to_verify and company.name == "DU REPERTOIRE"


def test_the_head_of_the_trail_is_kept_each_day(work: Callable[[], int], tmp_path: Any, clock: Any) -> None:
    people.pending()
    work()
    clock.shift(DAY)
    people.pending()
    work()
    work()
    files = sorted((tmp_path / "audit-heads").iterdir())
    assert len(files) == 2 and files[0].name < files[1].name
    for file in files:
        audit.matches_head(json.loads(file.read_text()))


def test_notices_beyond_three_a_day_arrive_in_one(work: Callable[[], int], sink: Sink, clock: Any) -> None:
    with transaction():
        for number in range(5):
            params = {"title": f"Lot {number}", "company": "SOCIETE", "reference": "R", "kind": "voirie"}
            mails.notify(MailKind.DETACHED, "lecteur@example.org", params=params)
    work()
    assert len(sink.mails) == 3
    clock.shift(DAY + 60)
    work()
    assert len(sink.mails) == 4
    body = sink.mails[-1].message.get_content()
    assert "Lot 3" in body and "Lot 4" in body and "Lot 2" not in body


def test_what_waits_too_long_for_a_supervisor_lapses(
    work: Callable[[], int], clock: Any, agent: Agent
) -> None:
    account = people.active()
    record = concession()
    attachment = attachments.attach(
        record,
        account,
        evidence=attachments.Evidence.OTHER,
        justification="Le gérant a montré l’ancien contrat.",
        actor=people.Actor.of_agent(agent),
    )
    clock.shift(8 * DAY)
    work()
    db.session.refresh(attachment)
    assert attachment.ended_how == "lapsed"


def test_supervisors_are_reminded_after_a_working_day_and_it_lapses_after_five_holidays_left_out(
    work: Callable[[], int], sink: Sink, agent: Agent, supervisor: Agent, account: ProAccount, clock: Any
) -> None:
    clock.move_to(datetime(2026, 11, 10, 10, tzinfo=UTC), tick=False)  # a Tuesday; the 11th is a holiday
    bound = attachments.attach(
        concession(),
        account,
        evidence="other",
        justification="Vu avec Mme Le Goff, service travaux.",
        actor=Actor.of_agent(agent),
    )

    def reminders_sent() -> list[str]:
        work()
        return [mail.to[0] for mail in sink.mails if "attend votre contrôle" in mail.message["Subject"]]

    clock.move_to(datetime(2026, 11, 12, 9, 59, tzinfo=UTC), tick=False)
    assert reminders_sent() == []
    clock.move_to(datetime(2026, 11, 12, 10, tzinfo=UTC), tick=False)
    assert reminders_sent() == [supervisor.email] == reminders_sent()
    clock.move_to(datetime(2026, 11, 18, 9, 59, tzinfo=UTC), tick=False)
    work()
    assert bound.status == "waiting-review"
    clock.move_to(datetime(2026, 11, 18, 10, tzinfo=UTC), tick=False)
    work()
    assert bound.status == "lapsed"
