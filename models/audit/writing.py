"""Appends events: gathered during the operation, chained and inserted just before its commit."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from models.audit.actions import AuditAction, demand
from models.audit.chain import GENESIS, detail_digest, event_digest
from models.audit.tables import AuditDetail, AuditEvent
from models.kernel import bulk, keys
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import in_transaction, pretence, transaction
from models.kernel.waiting.measured import wait_for
from models.values.text import fold

CHAINED = (
    "sequence",
    "actor_kind",
    "actor_id",
    "role",
    "action",
    "subject_kind",
    "subject_id",
    "company_id",
    "request_id",
    "detail_digest",
)
"""The columns of an event in the order in which the chain digests them."""

SALTED = ("actor_name", "subject_label", "ip", "before", "after", "reason", "search")
"""The columns of a detail in the order in which its own digest takes them."""

CHAIN = "audit-chain"
"""The name of the lock that puts writers of events one behind the other."""

Subject = Base | tuple[str, int | None] | tuple[str, int | None, str | None]
"""A row, even unflushed, or `(kind, id)` or `(kind, id, label)` for what is no row."""

Company = Base | int | None
Facts = Mapping[str, object]

Entry = tuple[
    datetime,
    AuditAction,
    Subject,
    Company,
    Actor,
    Facts | None,
    Facts | None,
    str | None,
]
"""When, action, subject, company, actor, before, after, reason."""


def record(
    action: AuditAction,
    subject: Subject,
    *,
    actor: Actor,
    company: Company = None,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str | None = None,
) -> None:
    """Leaves an event in the transaction under way.

    `subject` and `company` are rows (even unflushed), or `(kind, id)` for what is no row. A row tells its
    company by its `company_id`, and its name by its `label`. Raises `MissingFact` for an event that does not
    say what its action must say.
    """
    if not in_transaction():
        raise RuntimeError(f"{action}: an event is left inside the transaction of what it tells")
    if company is None and not isinstance(subject, tuple):
        company = subject if subject.__tablename__ == "companies" else getattr(subject, "company", None)
    demand(action, {"company": company, "before": before, "after": after, "reason": reason})
    entry = (now(), action, subject, company, actor, before, after, reason)
    db.session().info.setdefault("events", []).append(entry)


def gathered(session: Session) -> list[tuple[AuditAction, Company, Actor]]:
    """What the transaction under way has done so far: which action, of which company, by whom."""
    return [(entry[1], entry[3], entry[4]) for entry in session.info.get("events", ())]


def entries_of(session: Session) -> list[Entry]:
    """What the transaction under way has gathered so far, whole."""
    return list(session.info.get("events", ()))


def refused(
    action: AuditAction, subject: Subject, *, actor: Actor, reason: str, company: Company = None
) -> None:
    """Leaves the event of a refusal, in a transaction of its own, after the refused one was rolled back."""
    with transaction():
        record(action, subject, actor=actor, company=company, reason=reason)


def pretend(action: AuditAction, *, actor: Actor, after: Facts | None = None) -> None:
    """Takes as long as leaving an event, and leaves none: for what the trail does not tell."""
    with pretence() as session:
        write(session, [(now(), action, ("nobody", None), None, actor, None, after, None)])


def where_of(subject: Subject) -> tuple[str, int | None, str | None]:
    """Kind, number and name of a subject, as the trail says them."""
    if isinstance(subject, tuple):
        return subject[0], subject[1], subject[2] if len(subject) > 2 else None
    kind = getattr(subject, "audit_kind", None) or type(subject).__name__.lower()
    return kind, _id_of(subject), getattr(subject, "label", None)


def _id_of(row: Base) -> int | None:
    return cast(int | None, getattr(row, "id"))  # noqa: B009 - not every table has one


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


def _json(values: Facts | None) -> str | None:
    return None if values is None else _ENCODER.encode(values)


def append(session: Session) -> None:
    """At commit: chains the events that were gathered."""
    # The business rows first, then the chain's lock, once and last: any other order can deadlock.
    if not (entries := session.info.pop("events", None)):
        return
    session.flush()
    write(session, entries)


@cache
def _tail() -> Select[int, str]:
    return select(AuditEvent.sequence, AuditEvent.digest).order_by(AuditEvent.sequence.desc()).limit(1)


def write(session: Session, entries: list[Entry]) -> None:
    """Chains the entries to the trail's tail and inserts them, in the transaction under way."""
    with wait_for(CHAIN):
        lock(CHAIN)
    tail = session.connection().execute(_tail()).first()
    sequence, previous = (tail[0], tail[1]) if tail else (0, GENESIS)
    key = keys.current().audit_bytes
    events: list[dict[str, object]] = []
    details: list[dict[str, object]] = []
    drawn = secrets.token_hex(16 * len(entries))  # at once: the system is asked once
    salts = [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
    for at, action, subject, company, actor, before, after, reason in entries:
        sequence += 1
        kind, subject_id, label = where_of(subject)
        salt = salts.pop()
        searched = fold(" ".join(filter(None, (actor.name, label, reason, action.replace("-", " ")))))
        side = (actor.name or None, label, actor.ip, _json(before), _json(after), reason, searched)
        side_digest = detail_digest(salt, side)
        company_id = company if company is None or isinstance(company, int) else _id_of(company)
        row = (
            sequence,
            actor.kind,
            actor.id,
            actor.role,
            str(action),
            kind,
            subject_id,
            company_id,
            actor.request_id,
            side_digest,
        )
        previous = event_digest(key, previous, at, row)
        events.append({**dict(zip(CHAINED, row, strict=True)), "at": at, "digest": previous})
        details.append({"sequence": sequence, "salt": salt, **dict(zip(SALTED, side, strict=True))})
    bulk.add(session, cast(Table, AuditEvent.__table__), events)
    bulk.add(session, cast(Table, AuditDetail.__table__), details)
