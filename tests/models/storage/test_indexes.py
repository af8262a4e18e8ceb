"""Indexes are built beside those who write, and locks are not waited for in front of everybody."""

from __future__ import annotations

import ast
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError

from models.storage import indexes, revisions, schema
from tests.support.engines import postgresql, temporary_database

NAME = "ix_documents_sha256"


@pytest.fixture
def url(engine, tmp_path):
    """A database of this schema."""
    if engine == "sqlite":
        schema.make_fresh(f"sqlite:///{tmp_path}/new.db")
        yield f"sqlite:///{tmp_path}/new.db"
        return
    with temporary_database(durable=False) as url:
        schema.make_fresh(url)
        yield url


def run(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def lacking(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [index.name for index in indexes.missing(connection)]
    engine.dispose()
    return found


def test_what_the_models_say_and_the_database_lacks_is_built(url):
    assert lacking(url) == []
    run(url, f"DROP INDEX {NAME}")
    assert lacking(url) == [NAME]
    schema.upgrade(url)
    assert lacking(url) == []


@pytest.fixture(params=["one"] if postgresql() else [])
def server(request):
    """A database of PostgreSQL."""
    with temporary_database(durable=False) as url:
        schema.make_fresh(url)
        yield url


def test_what_was_left_half_built_is_built_anew(server):
    run(server, f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{NAME}'::regclass")
    assert lacking(server) == [NAME]
    assert schema.upgrade(server)
    assert lacking(server) == []


def test_it_is_built_beside_those_who_write(server):
    run(server, f"DROP INDEX {NAME}")
    engine, statements = create_engine(server), []
    event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    assert indexes.build_missing(engine) == [NAME]
    engine.dispose()
    assert [line for line in statements if line.startswith(f"CREATE INDEX CONCURRENTLY {NAME} ")]


def test_a_lock_that_somebody_keeps_is_let_go_of_and_asked_for_again(server, monkeypatch):
    monkeypatch.setattr(schema, "LOCK_WAIT_MS", 40)
    monkeypatch.setattr(schema, "PAUSES", (0.0,))
    engine = create_engine(server)
    with engine.connect() as busy:
        busy.exec_driver_sql("LOCK TABLE audit_events IN ROW EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            schema.upgrade(server)
        busy.rollback()
    engine.dispose()
    assert not schema.upgrade(server)


def test_no_migration_since_builds_one_on_a_table_that_is_there():
    """It would keep those who write waiting until the last of the migrations is done."""
    since = revisions.known()[revisions.known().index("0045") + 1 :]
    wrong = []
    for revision in since:
        [path] = (revisions.MIGRATIONS / "versions").glob(f"{revision}_*.py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        named = {verb: list(arguments(calls, verb)) for verb in ("create_table", "create_index")}
        new = {names[0] for names in named["create_table"]}
        wrong += [path.name for names in named["create_index"] if names[1] not in new]
    assert wrong == []


def arguments(calls, verb):
    """The texts that each call of `op.verb` begins with."""
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == verb:
            yield [getattr(argument, "value", None) for argument in call.args[:2]]


def test_an_upgrade_comes_to_the_trail_last_as_a_writer_does(server):
    engine = create_engine(server)
    waits = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'attachments'::regclass"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with engine.connect() as writer, ThreadPoolExecutor(1) as pool:
        writer.exec_driver_sql("LOCK TABLE attachments IN ROW EXCLUSIVE MODE")
        upgrade = pool.submit(schema.upgrade, server)
        end = time.monotonic() + 30
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            while not other.exec_driver_sql(waits).scalar():
                assert time.monotonic() < end
        writer.exec_driver_sql("SET LOCAL lock_timeout = 700")  # before PostgreSQL looks for a circle
        writer.exec_driver_sql("LOCK TABLE audit_events IN ROW EXCLUSIVE MODE")
        writer.commit()
        assert upgrade.result(60) is False
    engine.dispose()
