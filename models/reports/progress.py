"""How far the campaign is: records attached, of each kind; the worker counts, the first page reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.attachments import Attachment
from models.audit import AuditEvent
from models.concessions import Concession, ConcessionKind
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.lists import counts
from models.lists.counts import Cells

WEEK = timedelta(days=7)
FRESH = timedelta(hours=1)
"""Without any event the weeks go on: a count is no older than this."""


class CampaignCount(Base):
    """How many records of a kind can be attached, and are; as they stood at an event of the trail.

    `week`, `week_before`: of those that are, how many were attached in the last seven days, and in the seven
    before these.
    """

    __tablename__ = "campaign_counts"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    attachable: Mapped[int] = mapped_column(Integer)
    attached: Mapped[int] = mapped_column(Integer)
    week: Mapped[int] = mapped_column(Integer)
    week_before: Mapped[int] = mapped_column(Integer)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(BigId)

    __table_args__ = (CheckConstraint("attached >= 0 AND attached <= attachable", name="within"),)


@dataclass(frozen=True)
class Share:
    """Of so many records, so many are attached; so many of them this week, and the week before."""

    attached: int
    attachable: int
    week: int = 0
    week_before: int = 0

    @property
    def percent(self) -> int:
        """Whole hundredths, rounded down: a hundred is said when nothing is left."""
        return self.attached * 100 // self.attachable if self.attachable else 0

    @property
    def left(self) -> int:
        """How many are still to be attached."""
        return self.attachable - self.attached

    @property
    def weeks_left(self) -> int | None:
        """In how many weeks nothing would be left at this week's pace; None where nobody can tell."""
        return -(-self.left // self.week) if self.left and self.week else None


@dataclass(frozen=True)
class Progress:
    """The campaign at a glance: all records, and those of each kind that exists."""

    whole: Share
    kinds: dict[ConcessionKind, Share]
    counted_at: datetime | None


def count() -> bool:
    """Counts all records again if anything has happened since, or time has passed; says whether it did.

    The worker's part: from the kept counts of records, and the attachments of two weeks.
    """
    head, moment = _head(), now()
    known = db.session.execute(
        select(func.max(CampaignCount.sequence), func.max(CampaignCount.counted_at))
    ).one()
    if known[0] == head and known[1] > moment - FRESH:
        return False
    cells = counts.read(["concessions"])["concessions"]
    paces = {kind: weeks for kind, *weeks in db.session.execute(_paces(moment))}
    rows = [_counted(kind, cells, paces.get(kind, [0, 0])) for kind in ConcessionKind]
    with transaction() as session:
        lock("campaign-counts")
        session.execute(delete(CampaignCount))
        session.add_all(
            CampaignCount(**row, counted_at=moment, sequence=head) for row in rows if row is not None
        )
    return True


def _head() -> int:
    return db.session.scalar(select(func.max(AuditEvent.sequence))) or 0


def _counted(kind: ConcessionKind, cells: Cells, weeks: list[int]) -> dict[str, object] | None:
    """What is attached in effect, and what can be: those that are not closed, or were attached before."""
    whole = {"kind": [kind.value]}
    if not cells.count(whole):
        return None
    attached = cells.count(whole, {"in_effect": ["1"]})
    free = cells.count(whole, {"in_effect": ["0"], "closed": ["0"]})
    counted = {"kind": kind.value, "attached": attached, "attachable": attached + free}
    return {**counted, "week": weeks[0], "week_before": weeks[1]}


def _paces(moment: datetime) -> Select[str, int, int]:
    """How many of each kind were attached in the last two weeks: one range of an index."""
    since, before = moment - WEEK, moment - 2 * WEEK
    return (
        select(
            Concession.kind,
            _sum(Attachment.created_at > since),
            _sum(Attachment.created_at <= since),
        )
        .join_from(Attachment, Concession, Attachment.concession_id == Concession.id)
        .where(Attachment.created_at > before, Attachment.is_open, Attachment.effective_at.is_not(None))
        .group_by(Concession.kind)
    )


def _sum(clause: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((clause, 1), else_=0))


def read() -> Progress:
    """The campaign as the worker counted it last."""
    counted = {row.kind: row for row in db.session.scalars(select(CampaignCount))}
    kinds = {
        kind: Share(row.attached, row.attachable, row.week, row.week_before)
        for kind in ConcessionKind
        if (row := counted.get(kind.value)) is not None and row.attachable
    }
    whole = Share(
        sum(row.attached for row in kinds.values()),
        sum(row.attachable for row in kinds.values()),
        sum(row.week for row in kinds.values()),
        sum(row.week_before for row in kinds.values()),
    )
    return Progress(whole, kinds, max((row.counted_at for row in counted.values()), default=None))
