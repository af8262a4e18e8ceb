"""An archive of an older schema is brought to this one; the server's own processes are nobody."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile

import psycopg
import pytest
from alembic import command
from click.testing import CliRunner
from psycopg import sql
from sqlalchemy import create_engine

import config
from console.archive import postgresql as on_postgresql
from console.archive.content import proof_of
from console.commands import main
from models.storage import revisions, schema
from tests.conftest import KEYS
from tests.support.engines import postgresql, temporary_database

OLDER = "0041"
"""A schema that this program knows and does not have."""

AGENT = (
    "INSERT INTO agents (email, email_key, name, name_key, role, created_at, search, totp_last_step) VALUES"
    " ('lea@example.org', 'lea@example.org', 'Léa', 'lea', 'agent', '2026-04-01T09:00:00+00:00', '', 0)"
)


def archive_of(url, settings, path):
    """What a program of that schema would have saved of a database with one member of staff."""
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), OLDER)
        connection.exec_driver_sql(AGENT)
    engine.dispose()
    members, columns = {}, {}
    with psycopg.connect(url.replace("+psycopg", "")) as raw:
        named = raw.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND is_generated = 'NEVER'"
            " AND table_name NOT IN ('alembic_version', 'pg_stat_statements') GROUP BY 1"
        ).fetchall()
        for table, its in sorted(named):
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, its))
            )
            with raw.cursor() as cursor, cursor.copy(statement) as copy:
                members[f"tables/{table}"] = b"".join(bytes(block) for block in copy)
            columns[table] = its
    facts = {
        "format": 2,
        "made_at": "2026-04-01T09:00:00+00:00",
        "engine": "postgresql",
        "schema": OLDER,
        "columns": columns,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    }
    members["manifest.json"] = json.dumps({**facts, "proof": proof_of(facts, settings)}).encode()
    with tarfile.open(path, "w:gz") as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))


@pytest.fixture(params=["one"] if postgresql() else [])
def installation(request, tmp_path):
    """`run(*words)` on a new database, and the archive of an older one."""
    with temporary_database() as old, temporary_database() as url:
        environment = {**KEYS, "BASCULE_INSTANCE": str(tmp_path / "instance"), "BASCULE_DATABASE_URL": url}
        settings = config.read(environment)
        archive_of(old, settings, tmp_path / "old.bak")

        def run(*words):
            return CliRunner().invoke(main, [str(word) for word in words], env=environment)

        yield run, url, tmp_path / "old.bak"


def test_it_is_upgraded_as_it_is_put_back(installation):
    run, url, path = installation
    assert run("init").exit_code == 0
    assert run("agent", "add", "later@example.org", "--name", "L", "--role", "agent").exit_code == 0
    result = run("restore", path)
    assert result.exit_code == 0, result.output
    with psycopg.connect(url.replace("+psycopg", "")) as raw:
        assert raw.execute("SELECT email FROM agents").fetchall() == [("lea@example.org",)]
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (revisions.head(),)
    found = run("doctor").stdout
    assert "BAD" not in found
    assert run("agent", "add", "new@example.org", "--name", "N", "--role", "agent").exit_code == 0


def test_it_is_refused_while_somebody_else_is_connected(installation, monkeypatch):
    monkeypatch.setattr(on_postgresql, "LEAVING", 0.5)
    run, url, path = installation
    with psycopg.connect(url.replace("+psycopg", "")):
        result = run("restore", path)
    assert result.exit_code == 1 and "Somebody is connected" in result.stderr


def test_who_is_about_to_leave_is_waited_for(installation, monkeypatch):
    monkeypatch.setattr(on_postgresql, "LEAVING", 60.0)
    run, url, path = installation
    leaving, waited = psycopg.connect(url.replace("+psycopg", "")), []

    def wait(seconds):
        waited.append(seconds)
        leaving.close()

    monkeypatch.setattr(on_postgresql, "sleep", wait)
    result = run("restore", path)
    assert result.exit_code == 0, result.output
    assert waited
