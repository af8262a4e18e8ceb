"""The two addresses for machines."""

import os

import pytest
from sqlalchemy import text

from console import health
from models.kernel import heartbeats, jobs, workers
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import revisions


def test_a_new_house_is_well(client):
    answer = client.get("/sante")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "schema": "ok",
        "mail_backlog": 0,
        "worker_seen": None,
        "backup_seen": None,
        "replica": None,
        "workers": [],
    }


def test_owed_work_without_a_worker_is_degraded_but_served(client):
    with transaction():
        jobs.enqueue("mail", {"mail": 1})
    answer = client.get("/sante")
    assert answer.status_code == 200
    assert answer.json["status"] == "degraded"
    heartbeats.beat("worker")
    assert client.get("/sante").json["status"] == "ok"
    assert client.get("/sante").json["worker_seen"]


def test_a_worker_that_fell_silent_is_degraded_though_nothing_is_due(client, clock):
    workers.beat("one")
    workers.beat("two")
    assert client.get("/sante").json["status"] == "ok"
    clock.shift(health.WORKER_SILENT.total_seconds() + 1)
    workers.beat("two")
    answer = client.get("/sante")
    assert (answer.status_code, answer.json["status"], len(answer.json["workers"])) == (200, "degraded", 2)
    workers.leave("one")
    assert client.get("/sante").json["status"] == "ok"
    workers.leave("two")
    clock.shift(health.WORKER_SILENT.total_seconds() + 1)
    assert client.get("/sante").json["status"] == "ok", "one that is started now and then is not expected"


def test_a_backup_that_is_too_old_is_degraded_where_that_is_watched(make_app, client, clock):
    watched = make_app(backup_hours="26").test_client()
    assert watched.get("/sante").json["status"] == "degraded", "none was ever made"
    heartbeats.beat(heartbeats.BACKUP)
    found = watched.get("/sante").json
    assert found["status"] == "ok" and found["backup_seen"]
    clock.shift(27 * 3600)
    assert watched.get("/sante").json["status"] == "degraded"
    assert client.get("/sante").json["status"] == "ok"


def test_alive_is_told_apart_from_ready(make_app):
    client = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none").test_client()
    assert client.get("/sante").status_code == 503
    answer = client.get("/sante/vif")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(("revision", "ready"), [("9999", True), ("0001", False), (None, False)])
def test_a_newer_schema_is_served_and_an_older_one_is_not(client, revision, ready):
    with transaction() as session:
        session.execute(text("DELETE FROM alembic_version"))
        if revision:
            session.execute(text("INSERT INTO alembic_version VALUES (:is)"), {"is": revision})
    try:
        answer = client.get("/sante")
        assert (answer.status_code, answer.json["schema"]) == ((200, "ok") if ready else (503, "down"))
    finally:
        with transaction() as session:
            session.execute(text("DELETE FROM alembic_version"))
            session.execute(text("INSERT INTO alembic_version VALUES (:is)"), {"is": revisions.head()})


def test_a_full_or_read_only_disk_is_down(client, engine, monkeypatch):
    if engine == "sqlite":
        full = os.statvfs_result((4096, 4096, 10**6, 100, 100, 10**6, 10**6, 10**6, 0, 255))
        monkeypatch.setattr(health.os, "statvfs", lambda _: full)
        assert (client.get("/sante").status_code, client.get("/sante").json["database"]) == (503, "full")
        monkeypatch.undo()
        monkeypatch.setattr(health.os, "access", lambda *_: False)
    else:
        with transaction() as session:
            name = session.scalar(text("SELECT current_database()"))
            session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        db.session.remove()
        db.engine.dispose()
    try:
        assert (client.get("/sante").status_code, client.get("/sante").json["database"]) == (503, "read-only")
    finally:
        monkeypatch.undo()
        if engine == "postgresql":
            with db.engine.connect() as connection:
                connection.execute(text("SET TRANSACTION READ WRITE"))
                connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
                connection.commit()
            db.engine.dispose()
