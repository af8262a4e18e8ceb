"""What machines ask: is the house well, and a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, abort, jsonify, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from config import is_loopback
from models.audit import AuditEvent
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import MailState, OutboxEmail
from models.storage import schema
from views.access import machine

WORKER_SILENT = timedelta(minutes=5)
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


@dataclass(frozen=True)
class Health:
    """What can be said of the house at this moment."""

    database: bool
    schema: bool
    mail_backlog: int = 0
    jobs_due: int = 0
    worker_seen: datetime | None = None

    @property
    def status(self) -> str:
        """`down` when nobody can be served, `degraded` when owed work waits for an absent worker."""
        if not (self.database and self.schema):
            return "down"
        silent = self.worker_seen is None or self.worker_seen + WORKER_SILENT < now()
        return "degraded" if silent and self.jobs_due else "ok"


def examine() -> Health:
    """Asks the database; a database that does not answer is an answer too."""
    try:
        if not schema.is_current(db.session.connection()):
            return Health(database=True, schema=False)
        waiting = (MailState.OWED.value, MailState.RETRYING.value)
        query = select(func.count()).select_from(OutboxEmail).where(OutboxEmail.state.in_(waiting))
        mails = db.session.scalar(query) or 0
        return Health(True, True, mails, jobs.backlog(), jobs.last_beat("worker"))
    except SQLAlchemyError:
        db.session.rollback()
        return Health(database=False, schema=False)


def install(app: Flask) -> None:
    """Adds `/sante` and `/metrics`, behind every door."""
    app.add_url_rule("/sante", "health", answer_health)
    app.add_url_rule("/metrics", "metrics", answer_metrics)


@machine
def answer_health() -> tuple[Response, int]:
    """JSON for whoever watches; 503 only when the database or its schema fails."""
    found = examine()
    body = jsonify(
        status=found.status,
        database="ok" if found.database else "down",
        schema="ok" if found.schema else "down",
        mail_backlog=found.mail_backlog,
        worker_seen=found.worker_seen.isoformat() if found.worker_seen else None,
    )
    return body, 503 if found.status == "down" else 200


@machine
def answer_metrics() -> Response:
    """Prometheus text, for this machine alone: whatever came through a proxy is not from here."""
    if any(name in request.headers for name in FORWARDING) or not is_loopback(request.remote_addr or ""):
        abort(404)
    found = examine()
    numbers = {
        ("up", "gauge", "1 unless the database or its schema fails"): int(found.status != "down"),
        ("mail_backlog", "gauge", "Mails owed and not sent"): found.mail_backlog,
        ("jobs_due", "gauge", "Owed jobs that wait for a worker"): found.jobs_due,
        ("worker_seen_timestamp_seconds", "gauge", "When a worker was last seen; 0 for never"): (
            found.worker_seen.timestamp() if found.worker_seen else 0
        ),
    }
    if found.status != "down":
        events = db.session.scalar(select(func.max(AuditEvent.sequence))) or 0
        numbers[("audit_events_total", "counter", "Events of the trail")] = events
    lines = [
        f"# HELP bascule_{name} {words}.\n# TYPE bascule_{name} {kind}\nbascule_{name} {value}\n"
        for (name, kind, words), value in numbers.items()
    ]
    return Response(
        "".join(lines), mimetype="text/plain", content_type="text/plain; version=0.0.4; charset=utf-8"
    )
