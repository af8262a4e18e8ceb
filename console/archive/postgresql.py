"""The database of an archive on PostgreSQL: its tables as COPY gives and takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config import Settings
from console.archive.content import Spoiled, copy_statement, driver, tables
from console.archive.proof import add_documents, prove, standing_on
from models.kernel.base import db
from models.storage import privileges, revisions, schema

BLOCK = 1024 * 1024


def dump(settings: Settings, work: Path) -> Iterator[tuple[str, Path]]:
    """One file for each table, by its name in the archive."""
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
    db.session.rollback()


def put_back(settings: Settings, work: Path, manifest: dict[str, object]) -> int:
    """Fills the tables and proves them in one transaction; the number of events. Raises `Spoiled`."""
    schema.upgrade(settings.schema_url, settings.database_role)
    if manifest.get("schema") != revisions.head():
        raise Spoiled(f"The archive holds schema {manifest.get('schema')}, this program {revisions.head()}.")
    with standing_on(replace(settings, database_url=settings.schema_url)):
        raw = driver()
        others = raw.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
        if others and others[0]:
            raise Spoiled("Somebody is connected to the database: stop servers and workers first.")
        known = tables()
        privileges.lift(db.session.connection())
        for change in ("DISABLE", "ENABLE"):
            for name in known:  # the trail refuses to be emptied
                raw.execute(sql.SQL(f"ALTER TABLE {{}} {change} TRIGGER USER").format(sql.Identifier(name)))
            if change == "DISABLE":
                _fill(raw, known, work)
        privileges.apply(db.session.connection(), settings.database_role)
        events = prove()
        add_documents(settings, work)
        db.session.commit()
    return events


def _fill(raw: psycopg.Connection[Any], tables: dict[str, list[str]], work: Path) -> None:
    raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
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
