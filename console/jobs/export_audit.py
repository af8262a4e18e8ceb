"""The job that hands the trail to a collector as it grows: lines of JSON, to a file or by HTTPS."""

from __future__ import annotations

import json
import logging
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from config import Settings
from console.jobs import audit_file
from console.jobs.audit_file import encoded
from console.jobs.context import Context
from console.jobs.posting import Poster
from models import audit
from models.audit import exporting
from models.audit.verification import find_digest
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
"""Bytes of a batch; an event that is larger goes alone."""

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


class Batch(NamedTuple):
    """Lines that are handed out together, and the digest of the event before them."""

    before: str
    lines: list[str]

    @property
    def first(self) -> int:
        """The number of its first event."""
        return number_of(self.lines[0])

    @property
    def last(self) -> int:
        """That of its last."""
        return number_of(self.lines[-1])

    @property
    def key(self) -> str:
        """What it is known by: after a restore other events bear the same numbers."""
        return f"{self.first}-{self.last}-{audit_file.digest_of(self.lines[-1])[:16]}"


def run(job: Job, context: Context) -> None:
    """Hands out what there is, then waits a little; a collector that is away is asked later, for ever."""
    settings: Settings = context.app.extensions["bascule.settings"]
    address, end = settings.audit_export, time.monotonic() + SLICE
    if address is None:
        context.done(job)
        return
    while (batch := next_batch(address, job.payload.get("until", 0))).lines:
        if not _promise(job, context, batch.last):
            return
        try:
            hand_over(batch, address, settings)
        except (NotTaken, OSError) as trouble:
            name = str(trouble) if isinstance(trouble, NotTaken) else type(trouble).__name__
            log.warning("the collector of the trail did not take event %s: %s", batch.first, name)
            wait = jobs.BACK_OFF[min(job.attempts, len(jobs.BACK_OFF)) - 1]
            context.end(job, lambda wait=wait, name=name: jobs.put_off(job, wait, name))  # type: ignore[misc]
            return
        with transaction():
            if not jobs.is_leased_by(job, context.owner):
                return
            exporting.advance(address, batch.last)
        if time.monotonic() >= end:
            break
    db.session.rollback()
    context.end(job, lambda: jobs.go_on_later(job, PAUSE))


def next_batch(address: str, until: int) -> Batch:
    """What follows the last event that the collector has, as much as one body holds, one event at least.

    `until`: the last event of what was sent and may have arrived, so that it comes again as it was.
    """
    after = exporting.reached(address)
    limit = min(until - after, AT_ONCE) if until > after else AT_ONCE
    before, lines, size = find_digest(after), list[str](), 0
    with closing(audit.export_lines(after, limit)) as found:
        for line in found:
            size += len(encoded(line))
            if lines and size > LARGEST_BODY:
                break
            lines.append(line)
    return Batch(before, lines)


def _promise(job: Job, context: Context, last: int) -> bool:
    """Keeps where the batch ends before it is sent; False when the job is another worker's by now."""
    with transaction():
        if not jobs.is_leased_by(job, context.owner):
            return False
        job.payload = {"until": last}
    return True


def hand_over(batch: Batch, address: str, settings: Settings) -> None:
    """Gives lines to the collector, which keeps them when this returns. Raises `NotTaken`, `OSError`."""
    if address.startswith("file:"):
        audit_file.append(batch.lines, Path(address.removeprefix("file:")), batch.before)
    else:
        post(batch, address, settings)


def number_of(line: str) -> int:
    """The number of the event that a line tells."""
    return int(json.loads(line)["sequence"])


def post(batch: Batch, address: str, settings: Settings) -> None:
    """Posts lines; sent again after a kill they are the same, under the same key."""
    parts = urlsplit(address)
    plain = settings.env != "production" or is_loopback(parts.hostname or "")
    body = b"".join(map(encoded, batch.lines))
    poster = Poster(Targets(plain, EVERYWHERE), largest=max(LARGEST_BODY, len(body)))
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": batch.key}
    if settings.audit_export_token:
        headers["Authorization"] = f"Bearer {settings.audit_export_token}"
    outcome = poster.post(address, body, headers)
    if not outcome.is_delivered:
        raise NotTaken(outcome.trouble or str(outcome.status))
