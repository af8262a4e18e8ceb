"""Visitors who forgot are answered by the worker, and nobody else is."""

from __future__ import annotations

from collections.abc import Callable

from models import accounts
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.jobs import Job
from tests.support import people
from tests.support.servers.smtp import Sink


def test_a_visitor_who_forgot_is_answered_by_the_worker(work: Callable[[], int], sink: Sink) -> None:
    account = people.active(email="john@example.org")
    work()
    sink.mails.clear()
    actor = Actor.anonymous(ip="192.0.2.7", request_id="abc")
    accounts.enqueue_reset(account.identifier, actor=actor)
    accounts.enqueue_identifiers("JOHN@example.org", actor=actor)
    accounts.enqueue_reset("pro.person.unknown", actor=actor)
    accounts.enqueue_identifiers("unknown@example.org", actor=actor)
    work()
    mails = [(got.to, str(got.message["Subject"])) for got in sink.mails]
    assert [to for to, _ in mails] == [["john@example.org"]] * 2
    assert any("mot de passe" in subject for _, subject in mails)
    event = db.session.scalars(db.select(AuditEvent).filter_by(action="password-reset-asked")).one()
    assert (event.detail.ip, event.request_id, event.actor_kind) == ("192.0.2.7", "abc", "anonymous")
    kept = db.session.scalars(db.select(Job).filter_by(kind="answer-visitor")).all()
    assert len(kept) == 4 and not any("192.0.2.7" in str(job.payload) for job in kept)
