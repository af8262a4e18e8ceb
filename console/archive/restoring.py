"""Proves an archive, and puts it back in place of what is there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from alembic.util.exc import CommandError
from psycopg import sql
from sqlalchemy import make_url

from config import Settings
from console import create_base
from console.archive.content import (
    DATABASE,
    FORMAT,
    MANIFEST,
    Spoiled,
    copy_statement,
    digest_of,
    driver,
    sync,
    tables,
)
from models import audit
from models.kernel.base import db
from models.storage import privileges, schema

BLOCK = 1024 * 1024
UNPACKED = "restore-"
"""Begins the name of the folder where an archive is unpacked."""


@contextmanager
def opened(settings: Settings, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The archive's files, unpacked beside the installation and proved whole, with what the archive says.

    Raises `Spoiled` before anything of the installation is touched.
    """
    settings.instance.mkdir(parents=True, exist_ok=True)
    for left in settings.instance.glob(f"{UNPACKED}*"):  # by a restore that was killed: nobody else is here
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=settings.instance, prefix=UNPACKED) as work:
        try:
            with tarfile.open(path, "r:gz") as archive:
                archive.extractall(work, filter="data")
            told = json.loads(Path(work, MANIFEST).read_text())
            files: dict[str, str] = told["files"]
            whole = told.pop("digest") == digest_of(told)
        except (OSError, EOFError, ValueError, KeyError, tarfile.TarError) as problem:
            raise Spoiled(f"{path.name} is spoiled, or no archive ({type(problem).__name__}).") from None
        except Exception as problem:  # zlib's error shares no base with the others
            raise Spoiled(f"{path.name} is spoiled ({problem}).") from None
        found = {str(each.relative_to(work)) for each in Path(work).rglob("*") if not each.is_dir()}
        if not whole or found != {MANIFEST, *files}:
            raise Spoiled(f"{path.name} is spoiled: it does not hold what it says.")
        for name, digest in files.items():
            if not _is(Path(work, name), digest):
                raise Spoiled(f"{path.name} is spoiled: {name} is not what was saved.")
        engine = "sqlite" if settings.is_sqlite else "postgresql"
        if told.get("format") != FORMAT or told.get("engine") != engine:
            raise Spoiled(f"{path.name} was made on {told.get('engine')}, and this is {engine}.")
        yield Path(work), told


def _is(path: Path, digest: str) -> bool:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def restore(settings: Settings, path: Path) -> int:
    """Puts an archive back in place of what is there; returns the number of events of its trail.

    The installation must be stopped. Nothing is replaced before the copy is proved whole, its references
    sound, and its trail unbroken under this installation's keys. Raises `Spoiled`.
    """
    with opened(settings, path) as (work, told):
        put_back = _put_back_sqlite if settings.is_sqlite else _put_back_postgresql
        return put_back(settings, work, told)


def _add_documents(settings: Settings, work: Path) -> None:
    """Before the database that names them; those that are there stay, each is named by its digest."""
    source = work / "documents"
    if source.is_dir():
        shutil.copytree(source, settings.documents, dirs_exist_ok=True)


@contextmanager
def _standing_on(settings: Settings) -> Iterator[None]:
    with create_base(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _prove() -> int:
    try:
        return audit.verify()
    except audit.BrokenTrail as broken:
        raise Spoiled(
            f"The trail is broken at event {broken.sequence}, or was kept under another BASCULE_AUDIT_KEY."
        ) from None


def _put_back_sqlite(settings: Settings, work: Path, _: Any) -> int:
    copy = work / DATABASE
    if not _is_sound(copy):
        raise Spoiled("The archive's database is not sound.")
    try:
        schema.upgrade(f"sqlite:///{copy}")
    except (CommandError, schema.BrokenReferences) as problem:
        raise Spoiled(f"The database cannot be brought to this schema ({problem}).") from None
    with _standing_on(replace(settings, database_url=f"sqlite:///{copy}")):
        events = _prove()
    _add_documents(settings, work)
    _swap(copy, Path(str(make_url(settings.database_url).database)))
    return events


def _swap(copy: Path, target: Path) -> None:
    """The proved copy takes the place of the database in one step; what was there is kept beside.

    Killed at any moment, the one or the other is there, whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _fold(copy)
    near = target.with_name(f"{target.name}.restoring")
    shutil.move(copy, near)  # the instance may lie on another disk
    sync(near)
    if target.exists():
        _fold(target)
        kept = target.with_name(f"{target.name}.before-restore")
        kept.unlink(missing_ok=True)
        os.link(target, kept)
    for suffix in ("-wal", "-shm"):  # empty by now, and not the copy's
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    near.replace(target)
    sync(target.parent)


def _fold(path: Path) -> None:
    """Brings what waits in the write-ahead log into the database itself."""
    try:
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return  # it is spoiled, which may be why it is being replaced


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as copy:
            whole = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            return whole and not copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return False


def _put_back_postgresql(settings: Settings, work: Path, told: dict[str, Any]) -> int:
    schema.upgrade(settings.schema_url, settings.database_role)
    if told.get("schema") != schema.head():
        raise Spoiled(f"The archive holds schema {told.get('schema')}, this program {schema.head()}.")
    with _standing_on(replace(settings, database_url=settings.schema_url)):
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
        events = _prove()
        _add_documents(settings, work)
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
