"""Transactions, instants and locks, on which every operation stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from models.attachments import Attachment
from models.concessions import Concession
from models.kernel import transactions
from models.kernel.access.sessions import Session
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, Stale
from models.kernel.heartbeats import Heartbeat
from models.kernel.transactions import in_transaction, transaction
from models.kernel.types import UtcDateTime
from models.storage import registry
from tests.support.records import concession, count
from tests.support.statements.work import watched


def beat(name):
    db.session().add(Heartbeat(name=name, at=now()))


def test_what_is_done_in_a_transaction_is_kept_at_its_end(app):
    with transaction():
        beat("worker")
    assert count(Heartbeat) == 1


def test_an_error_takes_back_all_that_was_done(app):
    with pytest.raises(DomainError), transaction():
        beat("worker")
        raise DomainError
    assert count(Heartbeat) == 0
    assert not in_transaction()


def test_an_inner_transaction_joins_the_outer_one(app):
    with pytest.raises(DomainError), transaction():
        with transaction():
            beat("worker")
        assert in_transaction()
        raise DomainError
    assert count(Heartbeat) == 0


def test_a_transaction_reads_again_what_was_loaded_before(app):
    with transaction():
        beat("worker")
    row = db.session.get(Heartbeat, "worker")
    seen, later = row.at, now() + timedelta(hours=1)
    with db.engine.connect().execution_options(writes=True) as other:
        other.execute(Heartbeat.__table__.update().values(at=later))
        other.commit()
    assert row.at == seen
    with transaction():
        assert row.at == later


def test_a_change_made_outside_a_transaction_is_refused(app):
    beat("stray")
    with pytest.raises(AssertionError, match="changed outside a transaction"), transaction():
        pass
    db.session.rollback()


def test_a_naive_time_has_no_place_in_the_database(app):
    with pytest.raises(Exception, match="naive"), transaction() as session:
        session.add(Heartbeat(name="worker", at=datetime(2026, 1, 1)))


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(app):
    paris = datetime(2026, 7, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with transaction() as session:
        session.add(Heartbeat(name="worker", at=paris))
    db.session.expire_all()
    read = db.session.get(Heartbeat, "worker").at
    assert read == paris and read.tzinfo is UTC


def test_sqlite_keeps_times_as_text_that_sorts(app, engine):
    if engine == "sqlite":
        with transaction():
            beat("worker")
        stored = db.session.execute(text("SELECT at FROM heartbeats")).scalar_one()
        assert stored.endswith("+00:00") and len(stored) == 32
        assert UtcDateTime().result_processor(db.engine.dialect, None)(stored) <= now()


def test_sqlite_checks_foreign_keys_and_writes_ahead(app, engine):
    if engine == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert db.session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_a_database_error_never_repeats_the_values(app):
    with pytest.raises(Exception) as refusal, transaction() as session:
        session.add_all([Heartbeat(name="une-valeur-secrete", at=now()) for _ in range(2)])
        session.flush()
    assert "une-valeur-secrete" not in str(refusal.value).split("DETAIL")[0]


def test_a_refusal_says_its_name_and_its_facts():
    refusal = Stale(current={"phone": "+33235223344"})
    assert str(refusal) == "Stale(current={'phone': '+33235223344'})"
    assert refusal.facts == {"current": {"phone": "+33235223344"}}


def test_no_outer_join_holds_another_join():
    """SQLite would read the inner tables whole, for each visitor's session."""
    mappers = registry.load().registry.mappers
    nested = [str(r) for m in mappers for r in m.relationships if r.lazy == "joined" and r.innerjoin is True]
    assert nested == []
    for options in ([], [joinedload(Concession.open_attachment).joinedload(Attachment.company)]):
        for model in (Session, Concession) if not options else (Concession,):
            assert "JOIN (" not in str(select(model).options(*options))


def test_a_pretence_is_taken_back_and_the_rest_kept(app):
    with transaction():
        beat("kept")
        with transactions.pretence():
            beat("taken back")
            assert db.session.get(Heartbeat, "taken back") is not None
        beat("kept too")
    assert count(Heartbeat) == 2 and count(Heartbeat, Heartbeat.name == "taken back") == 0


def test_what_was_read_before_may_stay_as_it_was_read(app):
    record = concession(title="Lot 1")
    heard = db.session.get(Concession, record.id)
    with watched(db.engine) as work:
        with transaction(keeping=True):
            beat("worker")
            assert heard.title == "Lot 1"
        assert heard.title == "Lot 1"
    assert work.reads == 0 and count(Heartbeat) == 1
    with transaction():
        db.session.get(Concession, record.id).name("Lot 2")
    with transaction(), watched(db.engine) as again:
        assert heard.title == "Lot 2"
    assert again.reads == 1, "who asks something of a row reads it again"
