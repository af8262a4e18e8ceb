"""What counts as an outage of the database, and that nobody waits for ever, nor again at once."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from models.kernel.base import db
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.waiting import outages
from models.kernel.waiting.outages import Budget, Busy

SHORT = Budget(lock=0.4, statement=1, idle=1)


@pytest.fixture
def short(app):
    """The application's engine with little patience."""
    before = db.engine.get_execution_options()["budget"]
    db.engine.update_execution_options(budget=SHORT)
    yield
    db.engine.update_execution_options(budget=before)


def held(app, meanwhile):
    """Runs `meanwhile` while another connection holds the writers' lock."""
    ready, over = threading.Event(), threading.Event()

    def keep_lock():
        with app.app_context(), transaction():
            lock("one-after-the-other")
            ready.set()
            over.wait(30)

    thread = threading.Thread(target=keep_lock)
    thread.start()
    try:
        assert ready.wait(30)
        meanwhile()
    finally:
        over.set()
        thread.join()


def wait_in_vain():
    db.session.rollback()
    with pytest.raises((Busy, DBAPIError)) as caught, transaction(patience=0.4):
        lock("one-after-the-other")
    assert outages.is_outage(caught.value)


def test_a_lock_that_is_held_is_waited_for_no_longer_than_told(app, short):
    held(app, wait_in_vain)
    with transaction():
        lock("one-after-the-other")


def test_after_a_wait_in_vain_nobody_else_waits_for_a_while(app, short):
    assert outages.patience(4) == 4
    held(app, wait_in_vain)
    assert outages.patience(4) == outages.HURRY


def test_a_database_that_another_program_has_locked_is_an_outage(app, house, engine, short):
    if engine != "sqlite":
        pytest.skip("another program's lock on a table is the lock of the test above")
    db.session.rollback()
    other = sqlite3.connect(house.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(OperationalError) as caught, transaction():
            pass
        assert outages.is_outage(caught.value)
        assert db.session.scalar(text("SELECT count(*) FROM companies")) == 0, "readers go on"
    finally:
        other.close()
    db.session.rollback()
    with transaction():
        pass


def test_a_turn_that_somebody_keeps_is_an_outage(app, house, engine, short):
    if engine != "sqlite":
        pytest.skip("writers take turns on SQLite alone")
    db.session.rollback()
    with open(f"{house.file}.turn", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with pytest.raises(Busy), transaction():
            pass
    with transaction():
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_sleep(30)",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$",
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '25006'; END $$",
    ],
)
def test_what_takes_too_long_or_loses_its_server_is_an_outage(app, engine, statement):
    if engine != "postgresql":
        pytest.skip("SQLite has no server")
    db.session.rollback()
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SET LOCAL statement_timeout = 300"))
        db.session.execute(text(statement))
    db.session.rollback()
    assert outages.is_outage(caught.value)


def test_a_session_that_holds_a_transaction_and_does_nothing_loses_it(app, engine):
    if engine != "postgresql":
        pytest.skip("SQLite has no server")
    db.session.rollback()
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 50"))
        for _ in range(200):
            time.sleep(0.1)
            db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert outages.is_outage(caught.value)


def test_every_connection_of_a_page_knows_how_long_to_wait(house, engine):
    if engine != "postgresql":
        pytest.skip("SQLite has no server")
    app = house.app()
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    with app.app_context(), db.engine.connect() as connection:
        shown = [connection.scalar(text(f"SHOW {name}")) for name in names]
        driver = connection.connection.driver_connection
        assert driver is not None and driver.info.get_parameters()["connect_timeout"] == "5"
    assert shown == ["4s", "15s", "1min"]


def test_what_we_asked_wrongly_is_no_outage(app):
    with pytest.raises(DBAPIError) as wrong:
        db.session.execute(text("SELECT nothing FROM nowhere"))
    db.session.rollback()
    with pytest.raises(IntegrityError) as refused, transaction() as session:
        session.execute(text("INSERT INTO companies (id) VALUES (1)"))
    assert not outages.is_outage(wrong.value)
    assert not outages.is_outage(refused.value)
    assert not outages.is_outage(ValueError())
    assert not outages.is_outage(None)
