"""The database of an archive on SQLite: one file, copied while it lives, put back in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from alembic.util.exc import CommandError
from sqlalchemy import make_url

from config import Settings
from console.archive import papers
from console.archive.content import DATABASE, STORED, Restored, Spoiled, sync
from console.archive.papers import SELECT, Named
from console.archive.proof import prove, standing_on
from models.kernel.base import db
from models.storage import schema, triggers


def dump(settings: Settings, work: Path, named: list[Named]) -> Iterator[tuple[str, Path]]:
    """A copy of the database as of one moment, by its name in the archive; `named`: its documents."""
    target = work / DATABASE
    with (
        closing(sqlite3.connect(str(make_url(settings.database_url).database))) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.isolation_level = None
        kept = {name for (name,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if sum(copy.execute(f"DELETE FROM {table}").rowcount for table in kept.intersection(STORED)):  # noqa: S608
            copy.execute("VACUUM")
        named.extend(Named(*row) for row in copy.execute(SELECT))
    yield DATABASE, target


def put_back(settings: Settings, work: Path, *, incomplete: bool) -> Restored:
    """Proves the copy, brings its documents, then swaps it in. Raises `Spoiled`."""
    copy = work / DATABASE
    if not _is_sound(copy):
        raise Spoiled("The archive's database is not sound.")
    try:
        schema.upgrade(f"sqlite:///{copy}")
    except (CommandError, schema.BrokenReferences) as problem:
        raise Spoiled(f"The database cannot be brought to this schema ({problem}).") from None
    with standing_on(replace(settings, database_url=f"sqlite:///{copy}")):
        events = prove()
        if odd := triggers.strange(db.session.connection()):
            raise Spoiled(f"The archive's database holds triggers that we did not write: {', '.join(odd)}.")
        named = [Named(*row) for row in db.session.connection().exec_driver_sql(SELECT)]
        losses = papers.put_back(named, work, incomplete=incomplete)
    _swap(copy, Path(str(make_url(settings.database_url).database)))
    return Restored(events, losses)


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
