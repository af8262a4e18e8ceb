"""What the database holds by itself: an append-only trail, and indexes that follow their tables."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import audit
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import ddl, triggers
from tests.support import people


@pytest.fixture(autouse=True)
def audit_log(app):
    with transaction():
        for _ in range(3):
            audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)


def refused(statement):
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_events", "audit_details"])
@pytest.mark.parametrize("where", ["", " WHERE sequence = 2", " WHERE sequence > 2"])
def test_rows_of_the_trail_are_never_deleted(table, where):
    refused(f"DELETE FROM {table}{where}")
    assert audit.verify() == 3


@pytest.mark.parametrize(
    "change", ["action = 'x'", "digest = digest", "sequence = sequence + 10", "actor_id = 1"]
)
def test_events_are_never_updated(change):
    refused(f"UPDATE audit_events SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'",
        "search = 'x'",
        "salt = 'x'",
        "sequence = sequence + 10",
        "actor_name = NULL",
        "erased_by = 3",
        "erased_by = 3, actor_name = NULL, subject_label = NULL",
    ],
)
def test_details_are_erased_whole_or_not_at_all(change):
    refused(f"UPDATE audit_details SET {change} WHERE sequence = 2")


def test_an_erased_detail_is_never_written_again():
    audit.erase([2], reason="Douze mois", actor=people.SYSTEM)
    for change in ("reason = 'x'", "erased_by = NULL", "erased_by = 1", "search = ''"):
        refused(f"UPDATE audit_details SET {change} WHERE sequence = 2")


def test_tables_of_the_trail_are_never_truncated(engine):
    if engine == "postgresql":
        for statement in ("TRUNCATE audit_events CASCADE", "TRUNCATE audit_details"):
            refused(statement)
    assert audit.verify() == 3


@pytest.mark.parametrize("table", ["audit_events", "audit_details"])
def test_rows_are_not_replaced_either(table, engine):
    if engine == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE sequence = 2")
        refused(f"REPLACE INTO {table} SELECT * FROM {table} WHERE sequence = 2")


def test_a_missing_trigger_is_named_and_put_back(engine):
    name = ddl.TRIGGERS[engine][0]
    with db.engine.connect().execution_options(writes=True) as connection:
        assert ddl.missing_triggers(connection) == []
        on = "" if engine == "sqlite" else " ON audit_events"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        assert ddl.missing_triggers(connection) == [name]
        ddl.apply(connection)
        assert ddl.missing_triggers(connection) == []
        connection.commit()


def test_applying_again_is_safe():
    with db.engine.connect().execution_options(writes=True) as connection:
        ddl.apply(connection)
        ddl.apply(connection)
        connection.commit()
    assert audit.verify() == 3


def test_sqlite_learns_how_its_data_lie(engine):
    assert ddl.learn() == (engine == "sqlite")
    if engine == "sqlite":
        learnt = db.session.execute(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'audit_events'"))
        assert learnt.scalar_one() > 0


EXTRA = {
    "sqlite": "CREATE TRIGGER evil AFTER INSERT ON agents BEGIN DELETE FROM submissions; END",
    "postgresql": "CREATE TRIGGER evil AFTER INSERT ON agents FOR EACH ROW"
    " EXECUTE FUNCTION audit_is_append_only()",
}
"""A trigger of somebody else."""


def test_a_trigger_that_we_did_not_write_is_strange(engine):
    with db.engine.connect().execution_options(writes=True) as connection:
        assert triggers.strange(connection) == []
        connection.exec_driver_sql(EXTRA[engine])
        assert triggers.strange(connection) == ["evil"]
        connection.rollback()


def test_a_trigger_under_our_name_that_does_something_else_is_strange(engine):
    with db.engine.connect().execution_options(writes=True) as connection:
        if engine == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_events_no_update")
            connection.exec_driver_sql(
                "CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT 1; END"
            )
            name = "audit_events_no_update"
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN NEW; END $$"
            )
            name = "audit_is_append_only()"
        assert ddl.missing_triggers(connection) == [] and triggers.strange(connection) == [name]
        connection.rollback()
