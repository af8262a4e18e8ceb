"""Empties the personal side of events, by an event that says which."""

from __future__ import annotations

from sqlalchemy import func, select, update

from models.audit.actions import AuditAction
from models.audit.tables import AuditDetail, AuditEvent
from models.audit.verification import NOTHING
from models.audit.writing import SALTED, record
from models.kernel.actors import Actor
from models.kernel.locks import lock
from models.kernel.transactions import transaction


def erase(sequences: list[int], *, reason: str, actor: Actor) -> None:
    """Erases the details of events for good; the erasure is itself an event, which names each of them.

    An erasure's own detail is never erased: it is the proof that the others were not torn out.
    """
    with transaction() as session:
        lock("audit-chain")  # the number of the erasure's own event must not be taken by another writer
        last = session.scalar(select(func.max(AuditEvent.sequence))) or 0
        mark = last + len(session.info.get("events", ())) + 1
        erasures_told = select(AuditEvent.sequence).where(AuditEvent.action == AuditAction.TRAIL_ERASED)
        wanted = set(sequences)
        readable = select(AuditDetail.sequence).where(
            AuditDetail.sequence.between(min(wanted, default=0), max(wanted, default=0)),
            AuditDetail.erased_by.is_(None),
            AuditDetail.sequence.not_in(erasures_told),
        )
        taken = [n for n in session.scalars(readable.order_by(AuditDetail.sequence)) if n in wanted]
        if not taken:
            return
        ranges = _ranges(taken)
        record(
            AuditAction.TRAIL_ERASED, ("trail", None), actor=actor, after={"erased": ranges}, reason=reason
        )
        nothing = dict(zip(SALTED, NOTHING, strict=True)) | {"erased_by": mark}
        for first, final in ranges:
            session.execute(
                update(AuditDetail).where(AuditDetail.sequence.between(first, final)).values(nothing)
            )


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        first = runs.pop()[0] if runs and runs[-1][1] == number - 1 else number
        runs.append((first, number))
    return runs
