"""Proves that nobody rewrote the trail, and gives it to auditors."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, String, exists, func, select, type_coerce

from models.audit.actions import AuditAction
from models.audit.chain import GENESIS, detail_digest, event_digest, instant
from models.audit.tables import AuditDetail, AuditEvent
from models.audit.writing import CHAINED, SALTED
from models.kernel import keys
from models.kernel.base import db


class BrokenTrail(Exception):
    """The chain does not hold; `sequence` is the first bad number."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"the trail is broken at event {sequence}")
        self.sequence = sequence


_EVENT = tuple(getattr(AuditEvent, name) for name in CHAINED)
_SIDE = tuple(getattr(AuditDetail, name) for name in SALTED)
_WIDE = 2 + len(_EVENT)
NOTHING = (None,) * (len(SALTED) - 1) + ("",)
"""What is left of an erased detail: only `search` is never null."""


def _rows(after: int = 0, limit: int | None = None) -> Iterator[Any]:
    # Core columns, fetched in blocks: a million ORM objects would cost minutes.
    connection = db.session.connection()
    at: Any = AuditEvent.at
    if connection.dialect.name == "sqlite":
        at = type_coerce(at, String)  # as it stands: a time that was tampered with may be none at all
    statement = (
        select(at, AuditEvent.digest, *_EVENT, AuditDetail.salt, AuditDetail.erased_by, *_SIDE)
        .outerjoin(AuditDetail, AuditDetail.sequence == AuditEvent.sequence)
        .where(AuditEvent.sequence > after)
        .order_by(AuditEvent.sequence)
        .limit(limit)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 5_000})
    with _any_bytes(connection), closing(rows):
        yield from rows


@contextmanager
def _any_bytes(connection: Connection) -> Iterator[None]:
    # SQLite keeps whatever bytes somebody wrote as text; the driver refuses to read what is no UTF-8.
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    kept, driver.text_factory = driver.text_factory, lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = kept


def verify(progress: Callable[[int], object] | None = None) -> int:
    """Walks the whole chain and returns the number of events; raises `BrokenTrail` at the first bad one.

    Details may be absent only where a later `trail-erased` event names them. `progress` is called with the
    number of events seen, now and then.
    """
    seen, bad = 0, None
    erased: dict[int, list[int]] = {}
    erasures: dict[int, Any] = {}
    with closing(_walk(erased, erasures)) as events:
        for seen, bad in events:
            if bad:
                break
            if progress is not None and seen % 5_000 == 0:
                progress(seen)
    forged = (n for mark, taken in erased.items() for n in taken if not _names(erasures.get(mark), n))
    first = min(forged, default=None)
    if bad or first is not None:
        raise BrokenTrail(min(n for n in (seen if bad else None, first) if n is not None))
    orphan = ~exists().where(AuditEvent.sequence == AuditDetail.sequence)
    stray = db.session.scalar(select(func.min(AuditDetail.sequence)).where(orphan))
    if stray is not None:
        raise BrokenTrail(stray)
    return seen


def _walk(erased: dict[int, list[int]], erasures: dict[int, object]) -> Generator[tuple[int, bool]]:
    """Each event's place and whether it is bad; gathers what is erased, and what erasures say of it."""
    key, previous = keys.current().audit_bytes, GENESIS
    for place, row in enumerate(_rows(), start=1):
        at, digest, event, (salt, mark), side = (
            row[0],
            row[1],
            row[2:_WIDE],
            row[_WIDE : _WIDE + 2],
            row[_WIDE + 2 :],
        )
        previous = event_digest(key, previous, at, event)
        bad = event[0] != place or previous != digest
        if mark is not None:
            erased.setdefault(mark, []).append(place)
            bad = bad or tuple(side) != NOTHING
        else:
            bad = bad or salt is None or detail_digest(salt, side) != event[-1]
            if event[4] == AuditAction.TRAIL_ERASED and not bad:
                erasures[place] = json.loads(side[4])["erased"]
        yield place, bad


def _names(ranges: list[tuple[int, int]] | None, sequence: int) -> bool:
    return any(first <= sequence <= last for first, last in ranges or ())


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


def find_digest(sequence: int) -> str:
    """The digest of that event, which holds all before it; empty where there is none; 0: before the first."""
    if sequence == 0:
        return GENESIS
    return db.session.scalar(select(AuditEvent.digest).where(AuditEvent.sequence == sequence)) or ""


def matches_head(kept: dict[str, Any]) -> None:
    """Raises `BrokenTrail` unless the trail still holds the event of a head kept earlier."""
    sequence = int(kept["sequence"])
    if sequence and find_digest(sequence) != kept["digest"]:
        last = db.session.scalar(select(func.max(AuditEvent.sequence))) or 0
        raise BrokenTrail(min(sequence, last + 1))


def export_lines(after: int = 0, limit: int | None = None) -> Generator[str]:
    """The trail as JSON lines, one event each, in the order of the chain; erased details are null.

    From the one after that number on, and no more than so many.
    """
    for row in _rows(after, limit):
        event, (name, label, ip, former, latter, reason, _) = row[2:_WIDE], row[_WIDE + 2 :]
        yield json.dumps(
            {
                "sequence": event[0],
                "at": instant(row[0]),
                "actor": _actor(event[1], event[2], name),
                "role": event[3],
                "action": event[4],
                "subject": _subject(event[5], event[6], label),
                "company": event[7],
                "before": None if former is None else json.loads(former),
                "after": None if latter is None else json.loads(latter),
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
