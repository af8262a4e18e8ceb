"""Filters that staff keep by a name: a query of one list, private or shared with the team."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit
from models.audit import AuditAction
from models.kernel import base
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.lists.rows import ALL, Reading
from models.permissions import Permission
from models.staff import Agent
from models.values.text import fold

LONGEST_NAME = 60
LONGEST_QUERY = 1_000
LIMIT = 20
"""Filters that one person keeps for one list."""


class FilterNameMissing(DomainError):
    """A filter is kept by a name."""

    field = "name"


class FilterNameTaken(DomainError):
    """The person has a filter of that name for this list already."""

    field = "name"


class TooManyFilters(DomainError):
    """The person keeps as many for this list as anybody may (facts: `limit`)."""

    field = "name"


class FilterGone(DomainError):
    """Somebody has taken the filter away meanwhile."""


class SavedFilter(Base):
    """A name for a query string. What it shows is what the list shows: it opens nothing to anybody."""

    __tablename__ = "saved_filters"
    audit_kind = "filter"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    screen: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_NAME * 2))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship()

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        Index("uq_saved_filters_name", "agent_id", "screen", "name_key", unique=True),
        Index("ix_saved_filters_screen", "screen", "shared_at"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.screen} – {self.name}"


def _seen_by(agent: int | BindParameter[int]) -> ColumnElement[bool]:
    shared = SavedFilter.shared_at.is_not(None) & Agent.disabled_at.is_(None)
    return or_(SavedFilter.agent_id == agent, shared)


@cache
def _shown() -> Reading:
    return Reading(SavedFilter, [ALL, "agent.name"])


@cache
def _listing(of_one_list: bool) -> Select[Any]:
    # Built once: every list asks it.
    query = select(*_shown().columns).select_from(SavedFilter).join(SavedFilter.agent)
    query = query.where(_seen_by(bindparam("agent", type_=BigId)))
    if of_one_list:
        query = query.where(SavedFilter.screen == bindparam("screen"))
    return _shown().along(query).order_by(SavedFilter.name_key, SavedFilter.id).limit(200)


def list_for(agent: Agent, screen: str | None = None) -> list[SavedFilter]:
    """One's own filters and those that active colleagues share, own first, by name; of one list or of all.

    Plain rows, which hold what a page shows of them.
    """
    parameters = {"agent": agent.id} | ({} if screen is None else {"screen": screen})
    found = [_shown().row(held) for held in base.read(_listing(screen is not None), parameters).all()]
    return sorted(found, key=lambda row: row.agent_id != agent.id)


def find_for(agent: Agent, number: int) -> SavedFilter | None:
    """The filter of that number, if the person sees it."""
    query = select(SavedFilter).join(SavedFilter.agent).where(SavedFilter.id == number, _seen_by(agent.id))
    return db.session.scalars(query).one_or_none()


def may_remove(row: SavedFilter, actor: Actor) -> bool:
    """Whether the actor may take it away: the owner; of a shared one, a supervisor too."""
    owner = actor.is_staff and row.agent_id == actor.id
    return owner or (row.shared_at is not None and actor.may(Permission.REVIEW))


def save(agent: Agent, screen: str, *, name: str, query: str, shared: bool, actor: Actor) -> SavedFilter:
    """Keeps a query of a list by a name; raises `FilterNameMissing`, `FilterNameTaken`, `TooManyFilters`."""
    if not actor.is_staff or actor.id != agent.id or len(query) > LONGEST_QUERY:
        raise NotAllowed
    name = _named(name)
    with transaction() as session:
        lock(f"filters:{agent.id}")
        kept = select(func.count()).where(SavedFilter.agent_id == agent.id, SavedFilter.screen == screen)
        if (session.scalar(kept) or 0) >= LIMIT:
            raise TooManyFilters(limit=LIMIT)
        _free(agent.id, screen, name)
        moment = now()
        row = SavedFilter(
            agent=agent,
            screen=screen,
            name=name,
            name_key=_key(name),
            query=query,
            created_at=moment,
            shared_at=moment if shared else None,
        )
        session.add(row)
        after = {"name": name, "screen": screen, "search": query, "shared": shared}
        audit.record(AuditAction.FILTER_SAVED, row, actor=actor, after=after)
    return row


def change(row: SavedFilter, *, name: str, shared: bool, actor: Actor) -> None:
    """Renames, shares, or takes back; only the owner. Raises as `save`, and `FilterGone`."""
    if not actor.is_staff or row.agent_id != actor.id:
        raise NotAllowed
    name, number = _named(name), row.id
    with transaction():
        lock(f"filters:{actor.id}")
        row = _locked(number)
        _free(row.agent_id, row.screen, name, exclude=row.id)
        before = {"name": row.name, "shared": row.shared_at is not None}
        row.name, row.name_key = name, _key(name)
        row.shared_at = (row.shared_at or now()) if shared else None
        after = {"name": name, "shared": shared}
        if before != after:
            audit.record(AuditAction.FILTER_CHANGED, row, actor=actor, before=before, after=after)


def remove(row: SavedFilter, *, actor: Actor) -> None:
    """Takes a filter away; raises `NotAllowed`, `FilterGone`."""
    number = row.id
    with transaction() as session:
        row = _locked(number)
        if not may_remove(row, actor):
            raise NotAllowed
        audit.record(
            AuditAction.FILTER_REMOVED,
            ("filter", row.id, row.label),
            actor=actor,
            before={"search": row.query},
        )
        session.delete(row)


def _locked(number: int) -> SavedFilter:
    """The filter as it stands now, for this transaction alone."""
    row = find_locked(SavedFilter, number)
    if row is None:
        raise FilterGone
    return row


def _named(name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not fold(name):
        raise FilterNameMissing
    return name


def _key(name: str) -> str:
    # One sign may fold to many letters.
    return fold(name)[: LONGEST_NAME * 2]


def _free(agent_id: int, screen: str, name: str, exclude: int | None = None) -> None:
    query = select(SavedFilter.id).where(
        SavedFilter.agent_id == agent_id, SavedFilter.screen == screen, SavedFilter.name_key == _key(name)
    )
    if db.session.scalar(query) not in (None, exclude):
        raise FilterNameTaken
