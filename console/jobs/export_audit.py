"""The job that hands the trail to a collector as it grows: lines of JSON, to a file or by HTTPS."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from flask import current_app

from config import Settings
from console.jobs.context import Context
from console.jobs.posting import Poster
from models import audit
from models.audit import exporting
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.staff.machines.webhooks import Targets
from models.values.networks import parse_networks
from setting_values import is_loopback

log = logging.getLogger(__name__)

SLICE = 10.0
"""Seconds of one turn: mails go on between two."""

PAUSE = timedelta(seconds=10)
AT_ONCE = 500
LARGEST_BODY = 8 * 1024 * 1024
LONGEST_LINE = 4 * 1024 * 1024

EVERYWHERE = parse_networks("0.0.0.0/0,::/0")
"""A collector is the operator's choice, wherever it stands."""

KEY = "export-audit"


class NotTaken(Exception):
    """The collector did not take the lines; its words are a status or a stable code."""


def begin() -> None:
    """Owes the walk where a setting names a collector, and it is not under way."""
    settings: Settings = current_app.extensions["bascule.settings"]
    if settings.audit_export is not None and not jobs.is_owed(JobKind.EXPORT_AUDIT):
        with transaction():
            jobs.revive(JobKind.EXPORT_AUDIT, {}, key=KEY)


def run(job: Job, context: Context) -> None:
    """Hands out what there is, then waits a little; a collector that is away is asked later, for ever."""
    settings: Settings = context.app.extensions["bascule.settings"]
    address, end = settings.audit_export, time.monotonic() + SLICE
    if address is None:
        context.done(job)
        return
    while time.monotonic() < end:
        after = exporting.reached(address)
        lines = list(audit.export_lines(after, AT_ONCE))
        db.session.rollback()  # no transaction stays open while a collector is waited for
        if not lines:
            break
        try:
            hand_over(lines, address, settings)
        except (NotTaken, OSError) as trouble:
            name = str(trouble) if isinstance(trouble, NotTaken) else type(trouble).__name__
            log.warning("the collector of the trail did not take event %s: %s", after + 1, name)
            wait = jobs.BACK_OFF[min(job.attempts, len(jobs.BACK_OFF)) - 1]
            context.end(job, lambda wait=wait, name=name: jobs.put_off(job, wait, name))  # type: ignore[misc]
            return
        with transaction():
            if not jobs.is_leased_by(job, context.owner):
                return
            exporting.advance(address, number_of(lines[-1]))
    context.end(job, lambda: jobs.go_on_later(job, PAUSE))


def hand_over(lines: Sequence[str], address: str, settings: Settings) -> None:
    """Gives lines to the collector, which keeps them when this returns. Raises `NotTaken`, `OSError`."""
    if address.startswith("file:"):
        append(lines, Path(address.removeprefix("file:")))
    else:
        post(lines, address, settings)


def number_of(line: str | bytes) -> int:
    """The number of the event that a line tells."""
    return int(json.loads(line)["sequence"])


def append(lines: Sequence[str], path: Path) -> None:
    """Adds to the file what it has not; half a line, which a kill left, is written anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _cut_to_last_line(file)
        new = [line for line in lines if number_of(line) > last]
        file.write("".join(f"{line}\n" for line in new).encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())


def _cut_to_last_line(file: BinaryIO) -> int:
    """Takes away half a line at the end; the number of the last whole one, 0 where there is none."""
    size = file.seek(0, os.SEEK_END)
    start = max(size - LONGEST_LINE, 0)
    file.seek(start)
    tail = file.read()
    whole = tail.rpartition(b"\n")[0]
    kept = len(whole) + 1 if b"\n" in tail else 0
    file.truncate(start + kept)
    file.seek(0, os.SEEK_END)
    try:
        return number_of(whole.rpartition(b"\n")[2])
    except (ValueError, KeyError, TypeError):
        return 0


def post(lines: Sequence[str], address: str, settings: Settings) -> None:
    """Posts lines; sent again after a kill they bear the same numbers, and the same key."""
    parts = urlsplit(address)
    plain = settings.env != "production" or is_loopback(parts.hostname or "")
    poster = Poster(Targets(plain, EVERYWHERE), largest=LARGEST_BODY)
    headers = {
        "Content-Type": "application/x-ndjson",
        "Idempotency-Key": f"{number_of(lines[0])}-{number_of(lines[-1])}",
    }
    if settings.audit_export_token:
        headers["Authorization"] = f"Bearer {settings.audit_export_token}"
    body = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    outcome = poster.post(address, body, headers)
    if not outcome.is_delivered:
        raise NotTaken(outcome.trouble or str(outcome.status))
