"""Who is at work: workers, the nightly watch, their clocks, the supervisors."""

from __future__ import annotations

from datetime import timedelta

from config import Settings
from console.diagnosis.findings import Doubtful, Look
from console.health import WORKER_SILENT
from console.jobs import watch_companies
from models.attachments.queries import list_attached_companies
from models.kernel import heartbeats, jobs, workers
from models.kernel.base import db
from models.kernel.clock import now
from models.staff.queries import list_supervisors

CLOCKS_APART = 5.0
"""Seconds by which two clocks may differ."""

WATCH_SILENT = timedelta(days=3)
"""A walk through many companies may take more than one night."""


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


PARTS: dict[str, Look] = {
    "worker": _worker,
    "watch": _watch,
    "clocks": _clocks,
    "supervisors": _supervisors,
}
