"""A migration may let a column hold more, whatever else the table has, and the rows stay."""

from __future__ import annotations

from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError

from models import attachments, cases
from models.attachments import Attachment, Evidence
from models.cases import CaseKind
from models.kernel.base import db
from models.kernel.types import is_one_of
from models.road_openings import RoadOpeningRequest
from models.storage import ddl
from models.storage.checks import add_check, add_reference, drop_check, drop_reference, replace_check
from tests.support.records import CODE, by, concession, of
from tests.support.road_works import imported

WIDER = "evidence IN ('code','siren','mandate','callback','other','bail (signé)')"
SET = "UPDATE attachments SET evidence = 'bail (signé)', justification = 'Un bail qui a été signé par eux'"


@pytest.fixture
def attached(app, agent, account):
    """One row in a table of derived columns, triggers and many indexes; the CHECK is put back at the end."""
    yield attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attachments SET evidence = 'code'")
        replace_check(connection, "attachments", "ck_attachments_evidence", is_one_of("evidence", Evidence))


def test_a_wider_check_takes_more_and_leaves_all_else_as_it_was(app, attached):
    number, standing = attached.id, attached.standing
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(SET)
    db.session.rollback()
    with db.engine.begin() as connection:
        replace_check(connection, "attachments", "ck_attachments_evidence", WIDER)
    other = create_engine(db.engine.url)
    try:
        with other.begin() as connection:
            connection.exec_driver_sql(SET)
            names = {check["name"] for check in inspect(connection).get_check_constraints("attachments")}
            assert ddl.missing_triggers(connection) == []
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    finally:
        other.dispose()
    checks = {check.name for check in Attachment.__table__.constraints if hasattr(check, "sqltext")}
    assert names == checks
    db.session.rollback()
    row = db.session.get(Attachment, number, populate_existing=True)
    assert (row.evidence, row.standing) == ("bail (signé)", standing)
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attachments SET evidence = 'rien'")


def test_a_check_that_is_not_there_is_not_replaced(app):
    with pytest.raises((LookupError, DBAPIError)), db.engine.begin() as connection:
        replace_check(connection, "attachments", "ck_attachments_moon", "1 = 1")


def test_nothing_of_it_stays_when_the_upgrade_is_undone(app, attached):
    with pytest.raises(ZeroDivisionError), db.engine.begin() as connection:
        replace_check(connection, "attachments", "ck_attachments_evidence", WIDER)
        raise ZeroDivisionError
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(SET)


def test_a_reference_goes_and_comes_back_while_the_rows_stay(app, account):
    case = cases.open_(CaseKind.HELP, "Aide", account=account, actor=of(account))
    number = case.id
    db.session.rollback()
    with db.engine.begin() as connection:
        drop_reference(connection, "cases", "owner_id")
        assert "fk_cases_owner_id" not in references(connection)
    try:
        with pytest.raises((LookupError, DBAPIError)), db.engine.begin() as connection:
            drop_reference(connection, "cases", "owner_id")
    finally:
        with db.engine.begin() as connection:
            add_reference(connection, "cases", "owner_id", "agents")
    with db.engine.begin() as connection:
        assert "fk_cases_owner_id" in references(connection)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE cases SET owner_id = 4711 WHERE id = {number}")
    assert db.session.get(cases.Case, number).standing == "open"


def test_a_check_goes_and_comes_back_while_the_rows_stay(app, account):
    name, rule = "ck_pro_accounts_second_factor", "(second_factor_at IS NULL) = (totp_box IS NULL)"
    half = f"UPDATE pro_accounts SET totp_box = 'x' WHERE id = {account.id}"
    db.session.rollback()
    with db.engine.begin() as connection:
        drop_check(connection, "pro_accounts", name)
    try:
        with db.engine.connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql(half)
            transaction.rollback()
        with pytest.raises((LookupError, DBAPIError)), db.engine.begin() as connection:
            drop_check(connection, "pro_accounts", name)
    finally:
        with db.engine.begin() as connection:
            add_check(connection, "pro_accounts", name, rule)
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(half)
    assert db.session.get(type(account), account.id).is_active


def references(connection):
    return {reference["name"] for reference in inspect(connection).get_foreign_keys("cases")}


def test_a_purpose_that_an_older_schema_cannot_hold_is_cut(app):
    migration = import_module("models.storage.migrations.versions.0020_titles_and_purposes_of_others")
    lengths = dict(zip([imported(concession()).id for _ in range(2)], (1_000, 250), strict=True))
    db.session.rollback()  # no lock of the session stands in the way of the change
    purposes = sa.select(sa.func.length(RoadOpeningRequest.purpose)).order_by(RoadOpeningRequest.id)
    with db.engine.connect() as connection, connection.begin() as transaction:
        table = RoadOpeningRequest.__table__
        for number, length in lengths.items():
            connection.execute(sa.update(table).where(table.c.id == number).values(purpose="é" * length))
        with Operations.context(MigrationContext.configure(connection)):
            migration.downgrade()
        assert list(connection.scalars(purposes)) == [250, 250]
        transaction.rollback()
