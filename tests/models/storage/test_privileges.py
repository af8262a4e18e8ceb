"""On PostgreSQL a role that is no superuser may append to the trail and erase details, and nothing else."""

from __future__ import annotations

import contextlib
import re

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from models import accounts, attachments, audit
from models.attachments import Evidence
from models.kernel import keys
from models.kernel.base import db
from models.kernel.transactions import prepare, transaction
from models.storage import privileges, schema
from models.storage.privileges import Holding
from tests.support import people
from tests.support.engines import ordinary_roles, postgresql
from tests.support.records import CODE, by, concession, of

HERE = ["alone", "apart"] if postgresql() else []
"""The application owns its tables, or another role does."""


@contextlib.contextmanager
def installation(how):
    """A database made by its owner, the application standing on it under its own role."""
    with ordinary_roles() as (owner, role):
        name = re.search("//([^:]+):", role).group(1)
        schema.upgrade(owner, name if how == "apart" else None)
        app = Flask("ordinary")
        app.config["SQLALCHEMY_DATABASE_URI"] = role if how == "apart" else owner
        db.init_app(app)
        keys.install(keys.Keys("a" * 40, "b" * 40, "c" * 40))
        with app.app_context():
            prepare(db.engine)
            yield owner, name
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(params=HERE, scope="module")
def how(request):
    with installation(request.param):
        for _ in range(3):
            people.staff()
        yield request.param


def refused(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET action = 'x' WHERE sequence = 2",
        "UPDATE audit_events SET digest = digest",
        "UPDATE audit_details SET salt = 'x' WHERE sequence = 2",
        "DELETE FROM audit_events WHERE sequence = 2",
        "DELETE FROM audit_details",
        "TRUNCATE audit_events CASCADE",
        "TRUNCATE audit_details",
    ],
)
def test_the_trail_is_neither_rewritten_nor_emptied(how, statement):
    refused(statement)
    assert audit.verify() >= 3


def test_numbers_are_refused_by_privilege_or_by_the_trigger(how):
    # An owner keeps the right to update this one column: foreign keys are checked in his name.
    refusal = "permission denied" if how == "apart" else "append-only"
    with pytest.raises(DBAPIError, match=refusal), transaction() as session:
        session.execute(text("UPDATE audit_events SET sequence = sequence + 10"))


def test_the_application_does_all_its_work(how):
    agent, account = people.staff(), people.active()
    assert accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=people.SYSTEM) is not None
    made = attachments.attach(
        concession(), account, evidence=Evidence.CODE, access_code=CODE, actor=by(agent)
    )
    attachments.detach(made, reason="Erreur de saisie", actor=by(agent))
    accounts.erase(account, reason="Demande", actor=of(account))
    seen = audit.verify()
    audit.erase([1, 2], reason="Douze mois", actor=people.SYSTEM)
    assert audit.verify() == seen + 1


def test_what_holds_is_told(how):
    held = privileges.held(db.session.connection())
    assert held.excess == ()
    assert held.holding == {"alone": Holding.OWNER, "apart": Holding.APART}[how]
    assert held.owner.endswith("_owner") and held.role.endswith("_owner" if how == "alone" else "_app")


@pytest.mark.parametrize("how", HERE[1:])
def test_triggers_are_beyond_an_application_that_owns_nothing(how):
    with installation(how):
        people.staff()
        for statement in (
            "ALTER TABLE audit_events DISABLE TRIGGER USER",
            "DROP TRIGGER audit_events_no_change ON audit_events",
            "DROP TABLE audit_details",
            "UPDATE alembic_version SET version_num = '0001'",
        ):
            with pytest.raises(ProgrammingError, match="permission denied|must be owner"):
                with transaction() as session:
                    session.execute(text(statement))


@pytest.mark.parametrize("how", HERE[1:])
def test_a_right_given_by_hand_is_told_and_taken_back_by_the_next_upgrade(how):
    with installation(how) as (owner, name):
        for given, named in (
            ("DELETE ON audit_details", "DELETE on audit_details"),
            ("UPDATE (role) ON audit_events", "UPDATE on audit_events"),
        ):
            engine = create_engine(owner)
            with engine.begin() as connection:
                connection.execute(text(f'GRANT {given} TO "{name}"'))
            engine.dispose()
            assert privileges.held(db.session.connection()).excess == (named,)
            db.session.rollback()
            assert not schema.upgrade(owner, name)
            assert privileges.held(db.session.connection()).excess == ()
            db.session.rollback()


def test_an_engine_without_privileges_says_nothing(app, engine):
    held = privileges.held(db.session.connection())
    assert held is None if engine == "sqlite" else held.holding is Holding.SUPERUSER
