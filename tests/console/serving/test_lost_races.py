"""Whose transaction was taken back for another's sake is asked once more: what they did is there, once."""

from __future__ import annotations

import io
import threading
import time

import pytest
from sqlalchemy import event

from models import cases
from models.audit.writing import CHAIN
from models.cases import Case, CaseNoteKind
from models.cases.queries import list_notes
from models.kernel.base import db
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import by, events
from tests.views.backoffice.conftest import Desk
from views import access

LOST = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"


@pytest.fixture(autouse=True)
def _postgresql(engine):
    if engine != "postgresql":
        pytest.skip("SQLite has one writer at a time, and no deadlock")


@pytest.fixture
def case(app, agent):
    return cases.open_for(people.active().company, actor=by(agent))


@pytest.fixture
def patient(app):
    """Nobody gives up but who finds the circle, and that is whoever closes it."""

    def set_times(connection):
        times = "SET LOCAL deadlock_timeout = '50ms'; SET LOCAL lock_timeout = '90s'"
        connection.connection.cursor().execute(f"{times}; SET LOCAL statement_timeout = '90s'")

    engine = db.engine
    event.listen(engine, "begin", set_times)
    yield
    event.remove(engine, "begin", set_times)


@pytest.fixture
def before_the_chain(app):
    """`before_the_chain(step)`: this thread takes it next time, for the chain, once it has done that."""
    engine, me, steps = db.engine, threading.current_thread(), []

    def look(connection, cursor, statement, parameters, *_):
        is_ours = "pg_advisory_xact_lock" in statement and CHAIN in parameters.values()
        if is_ours and threading.current_thread() is me and steps:
            steps.pop()()

    event.listen(engine, "before_cursor_execute", look)
    yield steps.append
    event.remove(engine, "before_cursor_execute", look)


def wait_for_who_waits(engine):
    """Until somebody of this database waits for what another has."""
    waiting = "datname = current_database() AND wait_event_type = 'Lock'"
    query = db.text(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")
    until = time.monotonic() + 60
    with engine.connect() as connection:
        while not connection.scalar(query):
            assert time.monotonic() < until
            time.sleep(0.01)


def crossing(app, number, holds, reached, done):
    """Somebody who locks the same two things in the other order, and does not look for circles."""
    with app.app_context(), transaction() as session:
        session.execute(db.text("SET LOCAL deadlock_timeout = '10min'"))
        lock(CHAIN)
        holds.set()
        assert reached.wait(60)
        done.append(find_locked(Case, number).id)


def test_a_page_that_loses_a_deadlock_is_asked_once_more(app, agent, case, caplog, patient, before_the_chain):
    console, done = Desk(people.browser(app, agent)), []
    holds, reached, engine = threading.Event(), threading.Event(), db.engine
    answers = {**console.open(f"/console/dossiers/{case.id}/noter").form(), "kind": CaseNoteKind.CALL.value}
    number = case.id
    db.session.rollback()
    other = threading.Thread(target=crossing, args=(app, number, holds, reached, done))
    other.start()
    assert holds.wait(60)
    before_the_chain(lambda: (reached.set(), wait_for_who_waits(engine)))
    page = console.post(f"/console/dossiers/{number}/noter", {**answers, "text": "Elle rappelle."})
    other.join(60)
    assert done == [number] and "lost a race" in caplog.text, "there was a deadlock"
    assert page.status == 303
    db.session.rollback()
    assert [note.text for note in list_notes(db.session.get_one(Case, number))] == ["Elle rappelle."]
    assert len(events("case-noted")) == 1


@pytest.fixture
def site(app, make_app):
    """The application with addresses whose transaction is lost the first time."""
    site = make_app(portal_name="Avec des courses")
    site.calls = []
    if "lost" not in site.view_functions:

        def lose(kind):
            from flask import request

            site.calls.append(b"".join(file.read() for file in request.files.values()))
            if kind == "committed":
                with transaction():
                    pass
            if len(site.calls) == 1 or kind == "always":
                db.session.execute(db.text(LOST))
            return "ok"

        site.add_url_rule("/course/<kind>", "lost", access.public(lambda kind: lose(kind)))
        site.add_url_rule(
            "/course/<kind>/fichier", "lost_file", access.public(lambda kind: lose(kind)), methods=["POST"]
        )
    return site


def test_a_file_that_was_sent_is_read_again_from_its_beginning(site):
    site.config["WTF_CSRF_ENABLED"], kept = False, site.config.get("WTF_CSRF_ENABLED", True)
    try:
        answer = site.test_client().post("/course/once/fichier", data={"file": (io.BytesIO(b"whole"), "x")})
    finally:
        site.config["WTF_CSRF_ENABLED"] = kept
    assert (answer.status_code, site.calls) == (200, [b"whole", b"whole"])


@pytest.mark.parametrize(("kind", "calls"), [("committed", 1), ("always", 2)])
def test_what_committed_something_or_loses_again_is_told_to_come_back(site, kind, calls):
    answer = site.test_client().get(f"/course/{kind}")
    assert (answer.status_code, len(site.calls)) == (503, calls)
    assert answer.headers["Retry-After"]
