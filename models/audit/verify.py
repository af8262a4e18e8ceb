"""Proves that nobody rewrote the trail, and gives it to auditors."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select, update

from models import keys
from models.actors import Actor
from models.audit.chain import GENESIS, detail_digest, event_digest, instant
from models.audit.tables import AuditDetail, AuditEvent
from models.audit.write import record
from models.base import db, lock, transaction


class BrokenTrail(Exception):
    """The chain does not hold; `sequence` is the first bad number."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"the trail is broken at event {sequence}")
        self.sequence = sequence


_EVENT = (
    AuditEvent.sequence,
    AuditEvent.actor_kind,
    AuditEvent.actor_id,
    AuditEvent.role,
    AuditEvent.action,
    AuditEvent.subject_kind,
    AuditEvent.subject_id,
    AuditEvent.company_id,
    AuditEvent.request_id,
    AuditEvent.detail_digest,
)
_SIDE = (
    AuditDetail.actor_name,
    AuditDetail.subject_label,
    AuditDetail.ip,
    AuditDetail.before,
    AuditDetail.after,
    AuditDetail.reason,
)


def _rows() -> Iterator[Any]:
    # Core columns, fetched in blocks: a million ORM objects would cost minutes.
    statement = (
        select(AuditEvent.at, AuditEvent.digest, *_EVENT, AuditDetail.salt, AuditDetail.erased_by, *_SIDE)
        .outerjoin(AuditDetail, AuditDetail.sequence == AuditEvent.sequence)
        .order_by(AuditEvent.sequence)
    )
    options = {"yield_per": 5_000}
    yield from db.session.connection().execute(statement, execution_options=options)


def verify(progress: Callable[[int], object] | None = None) -> int:
    """Walks the whole chain and returns the number of events; raises `BrokenTrail` at the first bad one.

    Details may be absent only where a `trail-erased` event says so. `progress` is called with the number of
    events seen, now and then.
    """
    erasures = set(db.session.scalars(select(AuditEvent.sequence).where(AuditEvent.action == "trail-erased")))
    key, previous, seen = keys.current().audit_bytes, GENESIS, 0
    wide = 2 + len(_EVENT)
    for row in _rows():
        at, digest, event, salt, erased_by, side = (
            row[0],
            row[1],
            row[2:wide],
            row[wide],
            row[wide + 1],
            row[wide + 2 :],
        )
        seen += 1
        if event[0] != seen:
            raise BrokenTrail(seen)
        previous = event_digest(key, previous, at, event)
        if not hmac.compare_digest(previous, digest or ""):
            raise BrokenTrail(seen)
        if erased_by is not None:
            if erased_by not in erasures or any(value is not None for value in side):
                raise BrokenTrail(seen)
        elif salt is None or detail_digest(salt, side) != event[-1]:
            raise BrokenTrail(seen)
        if progress is not None and seen % 5_000 == 0:
            progress(seen)
    stray = db.session.scalar(select(func.min(AuditDetail.sequence)).where(AuditDetail.sequence > seen))
    if stray is not None:
        raise BrokenTrail(stray)
    return seen


def head() -> dict[str, Any]:
    """The last event's number, time and digest: kept elsewhere, it betrays a cut tail."""
    row = db.session.execute(
        select(AuditEvent.sequence, AuditEvent.at, AuditEvent.digest)
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).first()
    if row is None:
        return {"sequence": 0, "at": None, "digest": GENESIS}
    return {"sequence": row[0], "at": instant(row[1]), "digest": row[2]}


def matches_head(kept: dict[str, Any]) -> None:
    """Raises `BrokenTrail` unless the trail still holds the event of a head kept earlier."""
    sequence = int(kept["sequence"])
    if sequence == 0:
        return
    digest = db.session.scalar(select(AuditEvent.digest).where(AuditEvent.sequence == sequence))
    if digest is None or not hmac.compare_digest(digest, str(kept["digest"])):
        last = db.session.scalar(select(func.max(AuditEvent.sequence))) or 0
        raise BrokenTrail(min(sequence, last + 1))


def export_lines() -> Iterator[str]:
    """The trail as JSON lines, one event each, in the fields of INTERFACE.md; erased details are null."""
    wide = 2 + len(_EVENT)
    for row in _rows():
        event, (name, label, ip, before, after, reason) = row[2:wide], row[wide + 2 :]
        yield json.dumps(
            {
                "sequence": event[0],
                "at": instant(row[0]),
                "actor": _actor(event[1], event[2], name),
                "role": event[3],
                "action": event[4],
                "subject": _subject(event[5], event[6], label),
                "company": event[7],
                "before": None if before is None else json.loads(before),
                "after": None if after is None else json.loads(after),
                "reason": reason,
                "request_id": event[8],
                "ip": ip,
                "digest": row[1],
            },
            ensure_ascii=False,
        )


def _actor(kind: str, number: int | None, name: str | None) -> str:
    key = kind if number is None else f"{kind}:{number}"
    return f"{key} {name}" if name else key


def _subject(kind: str, number: int | None, label: str | None) -> str:
    return _actor(kind, number, label)


def erase(sequences: list[int], *, reason: str, actor: Actor) -> None:
    """Erases the details of events for good; the erasure is itself an event, which each of them names."""
    with transaction() as session:
        lock("audit-chain")  # the number of the erasure's own event must not be taken by another writer
        last = session.scalar(select(func.max(AuditEvent.sequence))) or 0
        mark = last + len(session.info.get("events", ())) + 1
        record("trail-erased", ("trail", None), actor=actor, reason=reason)
        session.execute(
            update(AuditDetail)
            .where(AuditDetail.sequence.in_(sequences), AuditDetail.erased_by.is_(None))
            .values({column.key: None for column in _SIDE} | {"erased_by": mark, "search": ""})
        )
