"""Owes events to whoever subscribed to them, in the transaction of the change, as mails are owed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.audit.writing import Entry, entries_of, where_of
from models.kernel.clock import now
from models.staff.machines.webhooks import queue
from models.staff.machines.webhooks.events import EVENTS, event_of
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription

FACTS: dict[str, dict[str, str]] = {
    "company": {"siret": "siret"},
    "account": {},
    "attachment": {"concession_id": "concession_id", "account_id": "referent_id"},
    "request": {"reference": "reference", "concession_id": "concession_id"},
}
"""What is said of a subject beside its number and its company's: numbers that open `/api/v1`, and no person.

Whoever wants to know more asks there, with a key and its rights.
"""


class _Happening(NamedTuple):
    at: datetime
    event: str
    subject: str
    facts: Mapping[str, object]


def new_message_id() -> str:
    """What tells a message from all others."""
    return "msg_" + secrets.token_urlsafe(18)


def settle(session: Session) -> None:
    """At commit, before the trail's lock: what was gathered for the trail is owed to subscribers."""
    entries = [entry for entry in entries_of(session) if entry[1] in EVENTS]
    if not entries:
        return
    listening = session.execute(
        select(Subscription.id, Subscription.events, Subscription.resting_until)
        .where(Subscription.revoked_at.is_(None))
        .order_by(Subscription.id)
    ).all()
    if not listening:
        return
    session.flush()
    happened = [(new_message_id(), found) for entry in entries if (found := _read(entry)) is not None]
    for subscription_id, events, resting_until in listening:
        mine = [(number, found) for number, found in happened if found.event in events]
        if mine:
            queue.wake(subscription_id, max(now(), resting_until or now()))
            _enqueue(session, subscription_id, mine)


def _read(entry: Entry) -> _Happening | None:
    at, action, subject, company, _, before, after, _ = entry
    event = event_of(action, before, after)
    kind, number, _ = where_of(subject)
    if event is None or number is None:
        return None
    facts: dict[str, object] = {"id": number}
    company_id = company if company is None or isinstance(company, int) else getattr(company, "id", None)
    if company_id is not None and kind != "company":
        facts["company_id"] = company_id
    for name, attribute in FACTS.get(kind, {}).items():
        if not isinstance(subject, tuple):
            facts[name] = getattr(subject, attribute)
    if kind == "request" and after is not None and "state" in after:
        facts["state"] = after["state"]
    return _Happening(at, event.value, f"{kind}:{number}", facts)


def _enqueue(session: Session, subscription_id: int, mine: list[tuple[str, _Happening]]) -> None:
    """One row each, in their order, which their numbers keep; the queue is held."""
    first = None
    for message_id, found in mine:
        row = {
            "subscription_id": subscription_id,
            "message_id": message_id,
            "event": found.event,
            "subject": found.subject,
            "facts": dict(found.facts),
            "state": DeliveryState.OWED.value,
            "created_at": found.at,
            "attempts": 0,
        }
        number = session.scalar(insert(Delivery).values(row).returning(Delivery.id))
        first = number if first is None else first
    assert first is not None
    queue.arrange(subscription_id, since=first)
