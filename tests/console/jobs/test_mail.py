"""An owed mail leaves once, is tried again when it may, and is given up when it must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from models import accounts, mails
from models.accounts import ProAccount
from models.kernel.access import tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import OutboxEmail
from models.mails.states import LINK_OVER
from models.reports import pending_counts
from models.road_openings import orders
from models.staff import Agent
from tests.support import people, road_works
from tests.support.owed import enqueue_mails, mail_of
from tests.support.servers.smtp import Sink
from views.mails import refusal_of

DAY = 24 * 3600


def test_an_owed_mail_leaves_once(work: Callable[[], int], sink: Sink) -> None:
    (number,) = enqueue_mails()
    work()
    work()
    (got,) = sink.mails
    mail = mail_of(number)
    assert (mail.state, mail.attempts, mail.last_error) == ("sent", 1, None)
    assert mail.message_id == got.message["Message-ID"]


def test_a_hard_refusal_is_final_and_shown(work: Callable[[], int], sink: Sink, clock: Any) -> None:
    (number,) = enqueue_mails()
    sink.mode = "rcpt 5xx"
    work()
    mail = mail_of(number)
    assert (mail.state, mail.last_error, mail.next_at) == ("refused", "550 5.1.1 no such user", None)
    sink.mode = ""
    clock.shift(DAY)
    work()
    assert sink.mails == []
    again = mails.resend(mail, email="juste@example.org", actor=people.SYSTEM)
    work()
    assert [got.to for got in sink.mails] == [["juste@example.org"]]
    assert mail_of(again.id).state == "sent"


def test_a_mail_is_tried_again_after_1_5_15_60_minutes_and_given_up_after_a_day(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    (number,) = enqueue_mails()
    sink.mode = "rcpt 4xx"
    begun, waits = now(), []
    work()
    while (mail := mail_of(number)).next_at is not None:
        assert mail.state == "retrying"
        waits.append(round((mail.next_at - now()).total_seconds() / 60))
        clock.shift((mail.next_at - now()).total_seconds() - 30)
        work()
        assert mail_of(number).attempts == len(waits), "tried before its time"
        clock.shift(31)
        work()
    assert waits[:5] == [1, 5, 15, 60, 60]
    assert mail.state == "refused" and mail.last_error == "451 4.3.0 try again later"
    assert timedelta(hours=23) <= now() - begun <= timedelta(hours=25)


def test_a_mail_that_was_postponed_leaves_when_the_server_is_back(
    work: Callable[[], int], sink: Sink, clock: Any
) -> None:
    (number,) = enqueue_mails()
    sink.mode = "drop"
    work()
    assert mail_of(number).state == "retrying"
    sink.mode = ""
    clock.shift(61)
    work()
    assert mail_of(number).state == "sent"
    assert len(sink.mails) == 1


def test_one_refused_mail_does_not_keep_the_others(work: Callable[[], int], sink: Sink) -> None:
    numbers = enqueue_mails(2) + enqueue_mails(1, to="pas une adresse")[-1:] + enqueue_mails(12)[-12:]
    work()
    states = {number: mail_of(number).state for number in numbers}
    assert list(states.values()).count("refused") == 1
    assert len(sink.mails) == 14


def test_a_mail_whose_link_is_over_does_not_leave(work: Callable[[], int], sink: Sink) -> None:
    account = people.pending()
    accounts.resend(account, actor=people.SYSTEM)
    work()
    query = db.select(OutboxEmail).filter_by(account_id=account.id).order_by(OutboxEmail.id)
    first, second = db.session.scalars(query)
    assert (first.state, first.last_error) == ("refused", LINK_OVER)
    assert pending_counts.counts(["mails"])["mails"] == 0 and "plus récent" in refusal_of(first)
    assert second.state == "sent" and len(sink.mails) == 1
    assert second.token is not None
    assert f"/activation/{tokens.secret_of(second.token)}" in sink.mails[0].message.get_content()


def test_an_order_travels_as_pdf_with_the_mail_that_tells_of_it(
    work: Callable[[], int], sink: Sink, account: ProAccount, agent: Agent, admin: Agent
) -> None:
    orders.add("Pompiers", "prevision@example.org", actor=Actor.of_agent(admin))
    road_works.granted(account, agent)
    work()
    [got] = [got for got in sink.mails if got.to == ["prevision@example.org"]]
    [paper] = got.message.iter_attachments()
    assert paper.get_filename() == "arrete-AR-1.pdf" and paper.get_content_type() == "application/pdf"
    assert paper.get_content().startswith(b"%PDF")
    text = got.message.get_body(("plain",))
    assert text is not None and "l’arrêté est joint en PDF" in text.get_content()
