"""What the tests of the audit share: some events, and somebody who changes them behind our back."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from models import accounts, audit
from models.kernel.base import db
from models.lists import counts
from tests.support import people
from tests.support.audited import note
from tests.support.records import by, of


@pytest.fixture
def audit_log(app, agent):
    """Twelve events or so, with people, values and reasons in them."""
    account = people.active()
    accounts.suspend(
        account, reason="Doute sur l’appelante", actor=by(agent, ip="192.0.2.4", request_id="r-1")
    )
    accounts.restore(account, reason="Levé", actor=by(agent))
    accounts.correct(account, version=account.version, last_name="Autre", actor=by(agent))
    for _ in range(4):
        note("signed-out", of(account))
    return audit.verify()


@pytest.fixture
def tamper(app, house):
    """Runs statements as somebody would who owns the database and has taken the triggers away."""

    def on_postgresql(*statements):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                connection.execute(text(statement))

    def on_sqlite(*statements):
        with closing(sqlite3.connect(house.file, isolation_level=None)) as file:
            triggers = file.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
            ).fetchall()
            dropped = [f"DROP TRIGGER {name}" for name, _ in triggers]
            for statement in (*dropped, *statements, *(sql for _, sql in triggers)):
                file.execute(statement)

    def run(*statements):
        db.session.rollback()
        (on_postgresql if house.file is None else on_sqlite)(*statements)

    yield run
    db.session.rollback()
    with db.engine.begin() as connection:
        counts.recount(connection)  # which these triggers keep too
