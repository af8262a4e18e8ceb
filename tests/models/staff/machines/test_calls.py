"""Each call of a key is counted: by the minute against its limit, by kind and day for whoever asks later."""

from __future__ import annotations

from datetime import timedelta

from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff import machines
from models.staff.machines import Scope, calls
from models.staff.machines.queries import list_calls
from tests.support.callers import issued


def call(key, kind=Scope.COMPANIES_READ.value, reads=True):
    return machines.admit(key, kind, reads=reads, actor=Actor.of_client(key.client))


def looks():
    query = db.select(AuditEvent).filter_by(action="api-read").order_by(AuditEvent.sequence)
    return db.session.scalars(query).all()


def test_a_key_has_its_most_in_a_minute_and_another_key_its_own(app, noon, monkeypatch):
    monkeypatch.setattr(calls, "PER_MINUTE", 3)
    key, _ = issued()
    assert [call(key) for _ in range(5)] == [True, True, True, False, False]
    assert call(issued()[0])
    noon.shift(timedelta(minutes=1))
    assert call(key)


def test_the_first_look_of_a_kind_and_day_leaves_an_event_and_each_is_counted(app, noon):
    key, _ = issued()
    for kind in ("companies:read", "companies:read", "accounts:read"):
        call(key, kind)
    assert [event.actor_kind for event in looks()] == ["client", "client"]
    assert [(tally.operation, tally.calls) for tally in list_calls(key)] == [
        ("accounts:read", 1),
        ("companies:read", 2),
    ]
    noon.shift(timedelta(days=1))
    call(key)
    assert len(looks()) == 3


def test_a_write_is_counted_and_leaves_the_event_of_what_it_does_alone(app):
    key, _ = issued()
    call(key, "accounts:create", reads=False)
    assert looks() == [] and list_calls(key)[0].calls == 1


def test_counts_are_kept_a_year(app, noon):
    key, _ = issued()
    call(key)
    noon.shift(timedelta(days=366))
    assert calls.sweep() == 0
    noon.shift(timedelta(days=1))
    assert calls.sweep() == 1 and list_calls(key) == []
