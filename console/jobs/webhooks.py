"""The job that tells one subscriber what is due, a slice at a time, so that others have their turn."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, timedelta

from cryptography.fernet import InvalidToken

from console.jobs.context import ACTOR, Context
from console.jobs.posting import Poster
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.staff.machines.webhooks import Delivery, delivering, queue, signing
from models.staff.machines.webhooks.delivering import Outcome

log = logging.getLogger(__name__)

SLICE = 10.0
"""Seconds of one turn: mails wait no longer, and its lease lasts for many."""

PATHS = {
    "company": "companies",
    "account": "accounts",
    "attachment": "attachments",
    "request": "requests",
}
"""Where `/api/v1` says more, by the kind of a subject."""


def run(job: Job, context: Context) -> None:
    """Sends one at least, until nothing is due, its receiver rests, or the slice is over; then sleeps."""
    number, end = int(job.payload["subscription"]), time.monotonic() + SLICE
    while True:
        subscription = delivering.find_subscription(number)
        delivery = None if subscription is None else delivering.find_next(subscription)
        if delivery is None:
            break
        if not _send(delivery, job, context):
            return
        if time.monotonic() >= end:
            break
    context.end(job, lambda: _sleep(job, number))


def _sleep(job: Job, number: int) -> None:
    # Read while the queue is held: whoever owes something meanwhile waits, and wakes the job after.
    subscription = delivering.find_subscription(number)
    due = None if subscription is None or subscription.is_held else queue.next_moment(subscription)
    if due is None:
        jobs.done(job)
    else:
        jobs.go_on_later(job, max(due - now(), timedelta()))


def _send(delivery: Delivery, job: Job, context: Context) -> bool:
    """One try and what it came to; False when the job is another worker's by now."""
    outcome = _try(delivery, context)
    with transaction():
        if not jobs.is_leased_by(job, context.owner):
            log.warning("the lease of job %s was lost", job.id)
            return False
        delivering.conclude(delivery, outcome, actor=ACTOR)
    if not outcome.is_delivered:
        log.warning("delivery %s: %s", delivery.message_id, outcome.trouble or outcome.status)
    return True


def _try(delivery: Delivery, context: Context) -> Outcome:
    url, message_id = delivery.subscription.url, delivery.message_id
    body = body_of(delivery, context.app.config["CONSOLE_URL"])
    try:
        secrets = delivering.list_secrets(delivery.subscription)
    except InvalidToken:
        return Outcome(trouble="unreadable-secret")  # sealed under another BASCULE_SECRET_KEY
    finally:
        db.session.rollback()  # no transaction stays open while a server is waited for
    poster = Poster(context.app.extensions["bascule.targets"])
    return poster.post(url, body.encode(), headers_of(message_id, body, secrets))


def headers_of(message_id: str, body: str, secrets: list[str]) -> dict[str, str]:
    """Number, time and signatures, as Standard Webhooks calls them."""
    timestamp = int(now().timestamp())
    signatures = [signing.signature(secret, message_id, timestamp, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def body_of(delivery: Delivery, origin: str) -> str:
    """What is told: which event, when, of what; the same at each try."""
    kind, _, number = delivery.subject.partition(":")
    facts = dict(delivery.facts)
    if kind in PATHS:
        facts["url"] = f"{origin}/api/v1/{PATHS[kind]}/{number}"
    at = delivery.created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = {"type": delivery.event, "timestamp": at, "data": facts}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
