"""Whose transaction was taken back for another's sake is asked once more: what they did is there, once."""

from __future__ import annotations

import io
import threading
import time

import pytest

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


def wait_for_who_waits():
    """Until somebody waits for the chain."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    until = time.monotonic() + 30
    while not db.session.scalar(db.text(query)):
        assert time.monotonic() < until
        time.sleep(0.01)


def crossing(app, number, holds, done):
    """Somebody who locks the same two things in the other order."""
    with app.app_context(), transaction():
        lock(CHAIN)
        holds.set()
        wait_for_who_waits()
        done.append(find_locked(Case, number).id)


def test_a_page_that_loses_a_deadlock_is_asked_once_more(app, agent, case, caplog):
    console, holds, done = Desk(people.browser(app, agent)), threading.Event(), []
    answers = {**console.open(f"/console/dossiers/{case.id}/noter").form(), "kind": CaseNoteKind.CALL.value}
    number = case.id
    db.session.rollback()
    other = threading.Thread(target=crossing, args=(app, number, holds, done))
    other.start()
    assert holds.wait(30)
    page = console.post(f"/console/dossiers/{number}/noter", {**answers, "text": "Elle rappelle."})
    other.join(30)
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
