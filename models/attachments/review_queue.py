"""The supervisors' queue: what is owed a look, the urgent first, and what was decided today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import joinedload

from models.attachments.evidence import Review
from models.attachments.tables import ANY_OWED, Attachment
from models.audit import AuditAction, AuditEvent
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.types import present
from models.lists import search
from models.lists.paging import capped
from models.staff import Agent

SOON = timedelta(hours=24)
"""What waits and lapses within this time stands first."""

DECISIONS = (
    AuditAction.ATTACHMENT_APPROVED,
    AuditAction.ATTACHMENT_REVIEWED,
    AuditAction.ATTACHMENT_CONTESTED,
    AuditAction.ATTACHMENT_CONFIRMED,
    AuditAction.ATTACHMENT_REFUSED,
)
"""What a supervisor can have done with one."""


class Turn(StrEnum):
    """Why an attachment stands in the queue, in the order in which they are seen to."""

    LAPSES_SOON = "lapses-soon"
    CONTESTED = "contested"
    BEFORE = "before"
    AFTER = "after"
    SAMPLE = "sample"


def turn_is(*turns: Turn) -> ColumnElement[bool]:
    """The clause of the attachments that stand in the queue for these reasons; each stands there for one."""
    return or_(*map(_turn_is, turns))


def _turn_is(turn: Turn) -> ColumnElement[bool]:
    if turn in (Turn.CONTESTED, Turn.AFTER, Turn.SAMPLE):
        return Attachment.owed == turn.value
    soon = Attachment.review_due_at <= present(lambda: now() + SOON)
    return and_(Attachment.owed == Review.BEFORE.value, soon if turn is Turn.LAPSES_SOON else ~soon)


_SINCE = {
    Turn.LAPSES_SOON: Attachment.review_due_at,
    Turn.CONTESTED: Attachment.suspended_at,
    Turn.BEFORE: Attachment.review_due_at,
}


def turn_of(attachment: Attachment) -> Turn | None:
    """Why it stands in the queue; None for what owes nobody anything."""
    if attachment.is_contested:
        return Turn.CONTESTED
    if not attachment.is_unreviewed:
        return None
    if attachment.review == Review.BEFORE:
        due = attachment.review_due_at
        return Turn.LAPSES_SOON if due is not None and due <= now() + SOON else Turn.BEFORE
    return Turn(attachment.review)


@dataclass(frozen=True)
class Waiting:
    """A stretch of the queue: its attachments in order, how many there are in all.

    `counts` by reason, `among` of the reasons that were asked for, `others` for a colleague of who asks.
    """

    rows: list[Attachment]
    counts: dict[Turn, int]
    among: int
    others: int = 0

    @property
    def total(self) -> int:
        """How many stand in the whole queue."""
        return sum(self.counts.values())


def queue(
    *,
    turns: Sequence[Turn] = tuple(Turn),
    words: str = "",
    exclude: Agent | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Waiting:
    """The queue from `offset` on: what lapses soon, what is contested, the others; in each the oldest first.

    What `exclude` attached or contested themselves is left to their colleagues, and only counted.
    """
    every = {turn: _among(turn, words) for turn in Turn}
    others = [] if exclude is None else _of_others(exclude)
    among = {turn: query.where(*others) for turn, query in every.items()}
    counted = _count([*every.values(), *among.values()])
    whole, counts = counted[: len(Turn)], dict(zip(Turn, counted[len(Turn) :], strict=True))
    rows = _first({turn: among[turn] for turn in Turn if turn in turns}, limit, offset)
    among_these = sum(counts[turn] for turn in turns)
    return Waiting(rows, counts, among_these, sum(whole) - sum(counts.values()))


def list_first_to_review(agent: Agent, *, limit: int) -> list[Attachment]:
    """The first of the queue that this person may decide of, without counting the others."""
    return _first({turn: _among(turn, "").where(*_of_others(agent)) for turn in Turn}, limit)


def count_own(agent: ColumnElement[int], cap: int) -> ColumnElement[int]:
    """How much of the queue this person attached or contested, and leaves to others; each up to the cap.

    `agent` is a number that is told as the statement runs, which may be kept.
    """
    owed = text(f"attachments.{ANY_OWED}")  # as the indexes tell it: a comparison with true is another
    made = select(Attachment.id).where(Attachment.made_by_id == agent, owed)
    doubted = select(Attachment.id).where(Attachment.suspended_by_id == agent, owed)
    counted: ColumnElement[int] = capped(made, cap) + capped(doubted, cap)
    return counted


def list_similar(attachment: Attachment, agent: Agent, *, limit: int) -> list[Attachment]:
    """What waits like this one: same agent, same evidence, same company; this person may decide of it."""
    query = select(Attachment).where(
        Attachment.company_id == attachment.company_id,
        Attachment.made_by_id == attachment.made_by_id,
        Attachment.evidence == attachment.evidence,
        Attachment.owed == attachment.owed,
        Attachment.id != attachment.id,
        *_of_others(agent),
    )
    return list(db.session.scalars(query.order_by(Attachment.id).limit(limit)))


def _of_others(agent: Agent) -> list[ColumnElement[bool]]:
    # Nobody decides of what they attached or contested themselves.
    columns = Attachment.made_by_id, Attachment.suspended_by_id
    return [column.is_distinct_from(agent.id) for column in columns]


def _among(turn: Turn, words: str) -> Select[int]:
    query = select(Attachment.id).where(turn_is(turn))
    return query.where(Attachment.id.in_(search.matching_ids(Attachment, words))) if words else query


def _count(queries: Sequence[Select[int]]) -> list[int]:
    """How many rows each has, in one statement."""
    counts = (select(func.count()).select_from(query.subquery()).scalar_subquery() for query in queries)
    return [int(count) for count in db.session.execute(select(*counts)).one()]


def _first(among: Mapping[Turn, Select[int]], limit: int, offset: int = 0) -> list[Attachment]:
    """A stretch of what waits, turn by turn and in each the oldest first, in one statement.

    Of each turn no more is read of its index than the stretch reaches.
    """
    parts = []
    for place, (turn, query) in enumerate(among.items()):
        since, rank = _SINCE.get(turn, Attachment.created_at), literal_column(str(place), Integer)
        columns = rank.label("place"), since.label("since"), Attachment.id.label("id")
        part = query.with_only_columns(*columns).order_by(since, Attachment.id).limit(limit + offset)
        parts.append(select(part.subquery()))
    waiting = union_all(*parts).subquery()
    order = waiting.c.place, waiting.c.since, waiting.c.id
    found = select(waiting).order_by(*order).limit(limit).offset(offset).subquery()
    load = joinedload(Attachment.referent), joinedload(Attachment.made_by)
    rows = select(Attachment).join(found, found.c.id == Attachment.id).options(*load)
    return list(db.session.scalars(rows.order_by(found.c.place, found.c.since, found.c.id)).unique())


def list_awaiting_review(agent: Agent, *, limit: int) -> list[Attachment]:
    """What this person attached and a supervisor has still to decide: what lapses first, doubts last."""
    turns = Turn.LAPSES_SOON, Turn.BEFORE, Turn.CONTESTED
    return _first({turn: _among(turn, "").where(Attachment.made_by_id == agent.id) for turn in turns}, limit)


def count_decided(agent: Agent, *, since: datetime) -> int:
    """How many decisions a supervisor has taken since a moment."""
    query = select(func.count()).where(
        AuditEvent.actor_kind == "agent",
        AuditEvent.actor_id == agent.id,
        AuditEvent.at >= since,
        AuditEvent.action.in_(DECISIONS),
    )
    return db.session.scalar(query) or 0


def last_decision(attachment: Attachment) -> AuditEvent | None:
    """What was decided last of an attachment, by whom and when: a lapse and a detachment too."""
    query = select(AuditEvent).where(
        AuditEvent.subject_kind == "attachment",
        AuditEvent.subject_id == attachment.id,
        AuditEvent.action.in_([*DECISIONS, AuditAction.ATTACHMENT_LAPSED, AuditAction.DETACHED]),
    )
    return db.session.scalar(query.order_by(AuditEvent.sequence.desc()).limit(1))
