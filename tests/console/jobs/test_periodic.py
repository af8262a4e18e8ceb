"""What is done again and again is done by one worker, when its time has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from models import accounts, attachments, audit
from models.accounts import ProAccount, reminders
from models.kernel import heartbeats
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import MailKind, OutboxEmail
from models.staff import Agent
from tests.support import people
from tests.support.records import concession
from tests.support.servers.smtp import Sink

DAY = 24 * 3600


def test_of_several_workers_one_is_told_to_do_the_periodic_work(app: Flask, clock: Any) -> None:
    every = timedelta(minutes=10)
    assert [heartbeats.take_turn("a", every) for _ in range(3)] == [True, False, False]
    assert heartbeats.take_turn("b", every) and heartbeats.take_turn("a", every, anyway=True)
    clock.shift(601)
    assert heartbeats.take_turn("a", every)
    clock.shift(-7200)  # a clock that was wrong must not stop the work until it is caught up with
    assert heartbeats.take_turn("a", every)


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
    subjects = [str(got.message["Subject"]) for got in sink.mails if got.to == [email]]
    assert any("sera effacé" in subject for subject in subjects)
    clock.shift(31 * DAY)
    work()
    db.session.refresh(account)
    assert account.erased_at is not None
    subjects = [str(got.message["Subject"]) for got in sink.mails if got.to == [email]]
    assert any("est effacé" in subject for subject in subjects)
    assert not db.session.scalars(db.select(OutboxEmail).where(OutboxEmail.to == email)).all()


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
