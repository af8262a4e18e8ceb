"""What machines ask: is the house well?"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, Response, current_app, jsonify
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from models.kernel import heartbeats, jobs, replica, workers
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.replica import Seen
from models.mails import MailState
from models.reports import operations
from models.storage import revisions
from views.access import machine

WORKER_SILENT = timedelta(minutes=5)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When the last backup was made, where none was."""

LITTLE_ROOM = 64 * 1024 * 1024
"""Bytes left on the disk of the database under which it counts as full."""


@dataclass(frozen=True)
class Health:
    """What can be said of the house at this moment; `database` is `ok`, `read-only`, `full` or `down`."""

    database: str
    schema: bool
    mail_backlog: int = 0
    jobs_due: int = 0
    worker_seen: datetime | None = None
    workers: dict[str, datetime] = field(default_factory=dict)
    backup_seen: datetime | None = None
    backup_due: datetime | None = None
    """Until when another backup must be there; None where nobody is to be told."""

    replica: Seen | None = None
    """How the replica follows, where there is one."""

    @property
    def status(self) -> str:
        """`down` when nobody can be served; `degraded` when work or a backup is due and nobody does it.

        A worker that falls silent is expected back, whether work waits or not.
        """
        if self.database != "ok" or not self.schema:
            return "down"
        if any(map(_is_silent, self.workers.values())):
            return "degraded"
        if self.replica is not None and self.replica.state != "ok":
            return "degraded"  # the primary answers for it, and has more to do than it should
        if self.backup_due is not None and self.backup_due < now():
            return "degraded"
        # None is expected where a clock starts one now and then.
        return "degraded" if self.jobs_due and _is_silent(self.worker_seen) else "ok"


def _is_silent(seen: datetime | None) -> bool:
    return seen is None or seen + WORKER_SILENT < now()


def examine() -> Health:
    """Asks the database; a database that does not answer is an answer too."""
    try:
        connection = db.session.connection()
        state = writable(connection)
        if not revisions.serves(connection):
            return Health(state, schema=False)
        mails = operations.count_mails()
        backlog = mails[MailState.OWED] + mails[MailState.RETRYING]
        seen, saved = heartbeats.last_beat("worker"), heartbeats.last_beat(heartbeats.BACKUP)
        owed, seen_workers, due = jobs.backlog(), workers.list_seen(), _backup_due(saved)
        return Health(state, True, backlog, owed, seen, seen_workers, saved, due, replica.look())
    except SQLAlchemyError:
        db.session.rollback()
        return Health("down", schema=False)


def _backup_due(saved: datetime | None) -> datetime | None:
    hours = current_app.extensions["bascule.settings"].backup_hours
    return None if hours is None else (saved or EPOCH) + timedelta(hours=hours)


def writable(connection: Connection) -> str:
    """Whether what is asked to be kept can be: `ok`, `read-only` or `full`; nothing is written to learn it.

    The disk of a PostgreSQL server is its own affair: its refusal shows at the first write.
    """
    if connection.dialect.name == "postgresql":
        refused = connection.scalar(text("SELECT current_setting('transaction_read_only')")) == "on"
        return "read-only" if refused else "ok"
    path = connection.engine.url.database
    if not path or path == ":memory:":
        return "ok"
    disk = os.statvfs(Path(path).parent)
    if disk.f_flag & os.ST_RDONLY or not os.access(path, os.W_OK):
        return "read-only"
    return "full" if disk.f_bavail * disk.f_frsize < LITTLE_ROOM else "ok"


def install(app: Flask) -> None:
    """Adds `/sante` and `/sante/vif`, behind every door."""
    app.add_url_rule("/sante", "health", answer_health)
    app.add_url_rule("/sante/vif", "alive", answer_alive)


@machine
def answer_alive() -> Response:
    """Says that this process answers: who restarts it must not do so because the database is down."""
    return jsonify(status="ok")


@machine
def answer_health() -> tuple[Response, int]:
    """JSON for whoever watches and balances: ready or not; 503 only when the database or its schema fails."""
    found = examine()
    body = jsonify(
        status=found.status,
        database=found.database,
        schema="ok" if found.schema else "down",
        mail_backlog=found.mail_backlog,
        worker_seen=found.worker_seen.isoformat() if found.worker_seen else None,
        backup_seen=found.backup_seen.isoformat() if found.backup_seen else None,
        replica=_words_of(found.replica),
        workers=[seen.isoformat() for seen in found.workers.values()],
    )
    return body, 503 if found.status == "down" else 200


def _words_of(seen: Seen | None) -> dict[str, object] | None:
    return None if seen is None else {"state": seen.state, "lag_seconds": seen.lag}
