"""Whether each part of the installation is in order, in a few words."""

from __future__ import annotations

import os
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from console import directories, modes
from console.directories import loaded
from console.documents import moving
from console.health import WORKER_SILENT
from console.jobs import watch_companies
from models.attachments.queries import list_attached_companies
from models.companies.directory import State
from models.documents import contents
from models.kernel import heartbeats, jobs, replica, workers
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.waiting.outages import StoreAway
from models.lists import counts
from models.reports.campaign import checking, figures
from models.staff.queries import list_supervisors
from models.storage import ddl, indexes, privileges, revisions, triggers
from models.storage.privileges import Holding
from models.values.siret import Siret
from setting_values import SHORTEST_KEY
from views.messages.companies.directory import holding_words

OURS = ("config", "models", "views", "console")
PACKAGES = "site-packages"

CLOCKS_APART = 5.0
"""Seconds by which two clocks may differ."""

WATCH_SILENT = timedelta(days=3)
"""A walk through many companies may take more than one night."""

NEWEST = 100
"""Documents that are looked for; `bascule documents check` reads them all."""

KNOWN = "20008495200015"
"""An establishment that every directory knows: the urban community itself."""


class Wrong(Exception):
    """What is wrong with a part, in a few words."""


class Doubtful(Exception):
    """What deserves a look, though the installation works."""


@dataclass(frozen=True)
class Finding:
    """What was found of one part: `ok`, worth a `look`, or `BAD`."""

    part: str
    sign: str
    words: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Each part, one after the other; a fault of one does not keep the others from being looked at."""
    for part, look in PARTS.items():
        try:
            yield Finding(part, "ok", look(settings))
        except Doubtful as doubt:
            yield Finding(part, "look", str(doubt))
        except Wrong as wrong:
            yield Finding(part, "BAD", str(wrong))
        except SQLAlchemyError:
            db.session.rollback()
            yield Finding(part, "BAD", "the database cannot say (see the lines above)")


def _settings(settings: Settings) -> str:
    return f"{settings.env}, {settings.public_url}, instance {settings.instance}"


def _packages(_: Settings) -> str:
    """Their names are common ones: in a folder among others' packages, the first that is found would win."""
    home = Path(__file__).resolve().parents[1]
    if home.name == PACKAGES:
        raise Doubtful(f"they lie among other packages in {home}: give the application a folder of its own")
    strangers = PathFinder()
    among_others = [place for place in sys.path if Path(place).name == PACKAGES]
    for name in OURS:
        place = Path(import_module(name).__file__ or "").resolve()
        if not place.is_relative_to(home) or strangers.find_spec(name, among_others) is not None:
            raise Wrong(
                f"another package bears the name {name}: give the application an environment of its own"
            )
    return f"{', '.join(OURS)} come from {home}, and no other package bears their names"


def _keys(settings: Settings) -> str:
    keys = {settings.secret_key, settings.code_key, settings.audit_key}
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise Doubtful(f"one has under {SHORTEST_KEY} characters")
    if len(keys) < 3:
        raise Doubtful("the three keys should differ")
    return "three, different"


def _files(settings: Settings) -> str:
    if exposed := modes.list_exposed(settings):
        more = f" and {len(exposed) - 1} more" if len(exposed) > 1 else ""
        raise Wrong(f"others of this machine may read {exposed[0]}{more}: run `bascule init`")
    return "read by us alone"


def _database(settings: Settings) -> str:
    try:
        dialect = db.session.connection().dialect.name
        if dialect == "sqlite":
            found = db.session.execute(db.text("PRAGMA quick_check(1)")).scalar()
            if found != "ok":
                raise Wrong(f"the file is spoiled ({found})")
    except SQLAlchemyError:
        db.session.rollback()
        raise Wrong("it does not answer") from None
    return f"{dialect}, it answers"


def _replica(_: Settings) -> str:
    seen = replica.look()
    if seen is None:
        return "none: all is read of the primary"
    if seen.state == "away":
        raise Doubtful("it does not answer, or follows no primary: all is read of the primary meanwhile")
    lag = "nobody knows how far" if seen.lag is None else f"{seen.lag:.1f} s"
    if seen.state == "late":
        raise Doubtful(
            f"{lag} behind, more than {replica.LATEST:.0f} s: all is read of the primary meanwhile"
        )
    return f"{lag} behind"


def _schema(_: Settings) -> str:
    current = revisions.current(db.session.connection())
    if current != revisions.head():
        raise Wrong(f"{current or 'none'}, {revisions.head()} is wanted: run `bascule init`")
    if lacking := indexes.missing(db.session.connection()):
        names = ", ".join(str(index.name) for index in lacking)
        raise Doubtful(f"{current}, but lists are slow without {names}: run `bascule init`")
    return f"{current}, the newest"


def _triggers(_: Settings) -> str:
    missing = ddl.missing_triggers(db.session.connection())
    if missing:
        raise Wrong(f"{', '.join(missing)} missing: the trail can be rewritten; run `bascule init`")
    if odd := triggers.strange(db.session.connection()):
        raise Wrong(f"{', '.join(odd)} not as we wrote it: find out who did, drop it, run `bascule init`")
    return "the trail is append-only"


def _counts(_: Settings) -> str:
    wrong = counts.list_wrong(db.session.connection())
    if wrong:
        tables = ", ".join(f"{table} by {rows}" for table, rows in wrong.items())
        raise Wrong(f"{tables}: run `bascule init`, which counts again")
    return f"those kept of {len(counts.CUBES)} tables are what their rows are"


def _campaign(_: Settings) -> str:
    wrong = checking.list_wrong()
    if wrong:
        raise Wrong(f"figures by {', '.join(f'{name}: {rows}' for name, rows in wrong.items())}")
    return "its figures are what the journeys are" + (", some wait" if figures.is_catching_up() else "")


def _privileges(_: Settings) -> str:
    held = privileges.held(db.session.connection())
    if held is None:
        return "SQLite knows none: triggers and the chain hold the trail"
    if held.excess:
        raise Wrong(f"{held.role} has {', '.join(held.excess)}: run `bascule init`")
    if held.holding is Holding.SUPERUSER:
        raise Doubtful(f"{held.role} is a superuser, whom none holds: give the application a role of its own")
    if held.holding is Holding.OWNER:
        raise Doubtful(
            f"{held.role} may only append to the trail, but owns it and could give itself more: "
            "see BASCULE_DATABASE_OWNER_URL"
        )
    return f"{held.role} may only append to the trail, which {held.owner} owns"


def _documents(_: Settings) -> str:
    store = contents.installed()
    try:
        words = store.check()
        missing = moving.list_missing(store, NEWEST)
    except (OSError, StoreAway) as problem:
        raise Wrong(str(problem)) from None
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        hint = ": has each host a folder of its own? see BASCULE_DOCUMENTS" if store.name == "folder" else ""
        raise Wrong(f"{missing[0]}{more} not in {words}{hint}")
    return f"{words}, it answers"


def _backup(settings: Settings) -> str:
    seen = heartbeats.last_beat(heartbeats.BACKUP)
    words = f"the last that has all was made at {seen:%Y-%m-%d %H:%M} UTC" if seen else "none was ever made"
    if settings.backup_hours is None:
        return words
    if seen is None or seen + timedelta(hours=settings.backup_hours) < now():
        raise Doubtful(f"{words}: BASCULE_BACKUP_HOURS is {settings.backup_hours}")
    return words


def _mail(settings: Settings) -> str:
    if (folder := settings.mail_folder) is not None:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(nearest, os.W_OK):
            raise Wrong(f"{folder} cannot be written to")
        return f"written to {folder}"
    parts = urlsplit(settings.mail_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        with kind(unquote(parts.hostname or ""), port, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        raise Wrong(f"{parts.hostname}:{port} does not answer ({type(problem).__name__})") from None
    return f"{parts.hostname}:{port} answers"


def _directory(settings: Settings) -> str:
    chain = directories.build(settings, loaded)
    state = chain.find(Siret.parse(KNOWN), again=True).state
    if state is State.UNAVAILABLE:
        raise Doubtful(f"{', '.join(settings.directory)}: no answer")
    words = f"{', '.join(settings.directory)}: {KNOWN} is {state.value}"
    holding = chain.holding()
    if holding is None:
        return words
    remedy = ": load the stock, `bascule directory load --help`" if holding.is_example else ""
    held = holding_words(holding).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return f"{words}; {held}{remedy}"


def _worker(_: Settings) -> str:
    seen, due = heartbeats.last_beat("worker"), jobs.backlog()
    if seen is None:
        raise Doubtful(f"never seen; {due} jobs wait")
    if seen + WORKER_SILENT < now():
        raise Doubtful(f"not seen since {seen:%Y-%m-%d %H:%M} UTC; {due} jobs wait")
    return f"seen at {seen:%H:%M:%S} UTC; {due} jobs wait"


def _watch(_: Settings) -> str:
    seen = heartbeats.last_beat(watch_companies.NAME)
    if seen is None:
        if not list_attached_companies(0, 1):
            return "no company holds anything yet"
        raise Doubtful(
            "the attached companies were never looked up again: it is done at night, by the worker"
        )
    words = f"all attached companies were looked up again on {seen:%Y-%m-%d %H:%M} UTC"
    if seen + WATCH_SILENT < now():
        raise Doubtful(f"{words}, and not since")
    return words


def _clocks(_: Settings) -> str:
    if db.session.connection().dialect.name == "postgresql":
        server = db.session.scalar(db.select(db.func.clock_timestamp()))
        if abs(apart := (server - now()).total_seconds()) > CLOCKS_APART:
            raise Doubtful(f"this machine and the database are {apart:+.0f} s apart: synchronise them")
    ahead = max((seen - now() for seen in workers.list_seen().values()), default=timedelta())
    if ahead.total_seconds() > CLOCKS_APART:
        raise Doubtful(f"a worker's clock is {ahead.total_seconds():.0f} s ahead of this machine's")
    return "this machine, the database and the workers agree"


def _supervisors(_: Settings) -> str:
    count = len(list_supervisors())
    if count < 2:
        raise Doubtful(f"{count}: nobody reviews what they attached, so two are needed")
    return str(count)


PARTS: dict[str, Callable[[Settings], str]] = {
    "settings": _settings,
    "packages": _packages,
    "keys": _keys,
    "files": _files,
    "database": _database,
    "replica": _replica,
    "schema": _schema,
    "triggers": _triggers,
    "counts": _counts,
    "campaign": _campaign,
    "privileges": _privileges,
    "documents": _documents,
    "backup": _backup,
    "mail": _mail,
    "directory": _directory,
    "worker": _worker,
    "watch": _watch,
    "clocks": _clocks,
    "supervisors": _supervisors,
}
