"""The database of an archive on PostgreSQL: its tables as COPY gives and takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from psycopg import sql

from config import Settings
from console.archive import papers
from console.archive.content import MANIFEST, Driver, Restored, Spoiled, copy_statement, driver, tables
from console.archive.papers import SELECT, Named
from console.archive.proof import prove, standing_on
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import privileges, revisions, schema

BLOCK = 1024 * 1024

LEAVING = 5.0
"""Seconds that the server may take to let go of who was just stopped, whose connection it still shows."""


def dump(settings: Settings, work: Path, named: list[Named]) -> Iterator[tuple[str, Path]]:
    """One file for each table, by its name in the archive; `named`: its documents."""
    db.session.rollback()
    # One instant for all tables, whatever is written meanwhile.
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    for name, columns in tables().items():
        target = work / name
        with open(target, "wb") as file, driver().cursor() as cursor:
            with cursor.copy(copy_statement("COPY {} ({}) TO STDOUT", name, columns)) as copy:
                for block in copy:
                    file.write(block)
        yield f"tables/{name}", target
    named.extend(Named(*row) for row in driver().execute(SELECT))
    db.session.rollback()


def put_back(settings: Settings, work: Path, *, incomplete: bool) -> Restored:
    """Fills the tables, proves them and brings their documents, in one transaction. Raises `Spoiled`."""
    manifest = json.loads((work / MANIFEST).read_text())
    revision, columns = _must_be_known(manifest)
    schema.upgrade(settings.schema_url, settings.database_role)
    with standing_on(replace(settings, database_url=settings.schema_url)), transaction() as session:
        raw, connection = driver(), session.connection()
        raw.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # documents may take their time
        _must_be_alone(raw)
        if revision == revisions.head():
            _refill(raw, columns, work)
        else:
            schema.begin_at(connection, revision)
            _fill(raw, columns, work)
            schema.bring_up(connection)
        privileges.apply(connection, settings.database_role)
        events = prove()
        named = [Named(*row) for row in raw.execute(SELECT)]
        return Restored(events, papers.put_back(named, work, incomplete=incomplete))


def _must_be_known(manifest: Mapping[str, Any]) -> tuple[str, dict[str, list[str]]]:
    """The schema of the archive, and its tables with their columns."""
    revision, head = str(manifest.get("schema")), revisions.head()
    if revision not in revisions.known():
        raise Spoiled(f"The archive holds schema {revision}, newer than this program's, {head}.")
    if revision != head and "columns" not in manifest:
        raise Spoiled(
            f"The archive holds schema {revision} and does not say its columns, this program has {head}:"
            " restore it with the release that made it, then run `bascule init` with this one."
        )
    return revision, manifest.get("columns", tables())


def _must_be_alone(raw: Driver) -> None:
    """Nobody of ours may read or write meanwhile; the server's own processes come and go."""
    given_up_at = monotonic() + LEAVING
    while True:
        others = raw.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
        if others and not others[0]:
            return
        if monotonic() > given_up_at:
            raise Spoiled("Somebody is connected to the database: stop servers and workers first.")
        sleep(0.1)
        raw.execute("SELECT pg_stat_clear_snapshot()")  # else this transaction sees what it saw


def _refill(raw: Driver, tables: dict[str, list[str]], work: Path) -> None:
    """Into the tables that are there, which keep what was granted on them."""
    privileges.lift(db.session.connection())
    for change in ("DISABLE", "ENABLE"):
        for name in tables:  # the trail refuses to be emptied
            raw.execute(sql.SQL(f"ALTER TABLE {{}} {change} TRIGGER USER").format(sql.Identifier(name)))
        if change == "DISABLE":
            raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
            _fill(raw, tables, work)


def _fill(raw: Driver, tables: dict[str, list[str]], work: Path) -> None:
    for name, columns in tables.items():
        with open(work / "tables" / name, "rb") as file, raw.cursor() as cursor:
            with cursor.copy(copy_statement("COPY {} ({}) FROM STDIN", name, columns)) as copy:
                while block := file.read(BLOCK):
                    copy.write(block)
    numbered = raw.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
    ).fetchall()
    for name, column, sequence in numbered:
        if sequence and name in tables:
            last = raw.execute(
                sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(name)
                )
            ).fetchone()
            assert last is not None
            # Not setval(), which would stay though the rest is rolled back.
            raw.execute(
                sql.SQL("ALTER SEQUENCE {} RESTART WITH {}").format(
                    sql.SQL(sequence), sql.Literal(int(last[0]) + 1)
                )
            )
