"""What staff tick in a case, by the checklist of its kind: who, when; and what keeps it from being closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit
from models.audit import AuditAction
from models.cases.tables import Case, CaseClosed
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.kernel.types import UNNESTED, BigId, UtcDateTime
from models.permissions import Permission
from models.shaping.bodies import LONGEST_KEY
from models.shaping.kinds.checklist import NAME, Checklist, Point
from models.shaping.live import in_use
from models.staff import Agent


class NothingToTick(DomainError):
    """Nobody made a checklist for cases of this kind."""


class PointUnknown(DomainError):
    """The checklist has no such point, or no longer."""

    field = "points"


class PointsOpen(DomainError):
    """Points that must be ticked before a case is closed are not (facts: `count`, `label` of the first)."""


class CaseTick(Base):
    """A point that is ticked. It stays while its point is retired, and comes back with it."""

    __tablename__ = "case_ticks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """Of the checklist: a case may be about something else later."""

    point: Mapped[str] = mapped_column(String(LONGEST_KEY))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (Index("uq_case_ticks_point", "case_id", "kind", "point", unique=True),)


@dataclass(frozen=True)
class TickedPoint:
    """A point of the checklist, and who ticked it, if somebody did."""

    point: Point
    tick: CaseTick | None


def list_points(case: Case) -> Sequence[TickedPoint]:
    """The points of the case's kind in their order; none where nobody made a checklist."""
    found: Checklist | None = in_use(NAME).get(case.kind)
    if found is None:
        return ()
    query = select(CaseTick).where(CaseTick.case_id == case.id, CaseTick.kind == case.kind)
    ticks = {tick.point: tick for tick in db.session.scalars(query)}
    return [TickedPoint(point, ticks.get(point.key)) for point in found.points]


def check_check_off(case: Case, actor: Actor) -> None:
    """Raises `NothingToTick`, `CaseClosed`."""
    if in_use(NAME).get(case.kind) is None:
        raise NothingToTick
    if not case.is_open:
        raise CaseClosed


def check_off(case: Case, *, points: Collection[str], seen: str | None = None, actor: Actor) -> None:
    """Exactly these points of the checklist are ticked from now on: new ones by who acts.

    `seen` is the `mark` of the row that the person read: when somebody changed it since, `Stale`. Raises
    `PointUnknown`, and as its check.
    """
    if not (actor.is_staff and actor.may(Permission.KEEP_CASES)) or actor.id is None:
        raise NotAllowed
    with transaction() as session:
        lock_row(case)
        check_check_off(case, actor)
        optimistic_lock.expect(case, seen)
        listed = list_points(case)
        if set(points) - {entry.point.key for entry in listed}:
            raise PointUnknown
        before = [entry.point.label for entry in listed if entry.tick is not None]
        after = [entry.point.label for entry in listed if entry.point.key in points]
        if before == after:
            return
        for entry in listed:
            wanted = entry.point.key in points
            if wanted and entry.tick is None:
                made = CaseTick(case_id=case.id, kind=case.kind, point=entry.point.key, at=now())
                made.agent_id = actor.id
                session.add(made)
            elif not wanted and entry.tick is not None:
                session.execute(delete(CaseTick).where(CaseTick.id == entry.tick.id))
        optimistic_lock.advance(case)
        case.stirred_at = now()
        audit.record(
            AuditAction.CASE_TICKED,
            case,
            actor=actor,
            company=case.company,
            before={"points": before},
            after={"points": after},
        )


def expect_ticked(case: Case) -> None:
    """Raises `PointsOpen` while a point is not ticked that must be."""
    left = [entry.point for entry in list_points(case) if entry.point.required and entry.tick is None]
    if left:
        raise PointsOpen(count=len(left), label=left[0].label)
