"""`bascule doctor`."""

from __future__ import annotations

from models import ddl, jobs
from models.base import db
from tests import people

PARTS = "settings keys database schema triggers mail directory worker supervisors".split()


def told(result):
    return {line.split()[1]: line.split()[0] for line in result.stdout.splitlines()}


def test_a_house_in_order(bascule, app):
    people.staff("supervisor")
    people.staff("supervisor")
    jobs.beat("worker")
    result = bascule("doctor")
    assert result.exit_code == 0, result.output
    assert told(result) == dict.fromkeys(PARTS, "ok")


def test_what_deserves_a_look_is_no_failure(bascule):
    result = bascule("doctor")
    assert result.exit_code == 0
    assert told(result)["worker"] == told(result)["supervisors"] == "look"


def test_a_database_without_schema_is_ill(bascule, tmp_path):
    result = bascule("doctor", database_url=f"sqlite:///{tmp_path}/empty.db")
    assert result.exit_code == 1
    assert list(told(result)) == PARTS
    assert told(result)["schema"] == "BAD"


def test_a_database_that_does_not_answer_is_ill(bascule):
    result = bascule("doctor", database_url="postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    assert result.exit_code == 1
    assert list(told(result)) == PARTS
    assert told(result)["database"] == "BAD"


def test_a_trail_that_could_be_rewritten_is_ill(bascule, app):
    name = ddl.TRIGGERS[db.engine.dialect.name][0]
    on = "" if db.engine.dialect.name == "sqlite" else " ON audit_events"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    result = bascule("doctor")
    with db.engine.begin() as connection:
        ddl.apply(connection)
    assert result.exit_code == 1
    assert told(result)["triggers"] == "BAD"
    assert name in result.stdout


def test_a_mail_server_that_does_not_answer_is_ill(bascule):
    result = bascule("doctor", mail_url="smtp://user:sesame@127.0.0.1:1")
    assert result.exit_code == 1
    assert told(result)["mail"] == "BAD"
    assert "sesame" not in result.output
