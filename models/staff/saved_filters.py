"""Filters that staff keep by a name: a query of one list, private or shared with the team."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    or_,
    select,
)

from models import audit
from models.audit import AuditAction
from models.kernel import base
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.kernel.types import BigId
from models.lists.rows import ALL, Reading
from models.permissions import Permission
from models.staff import Agent
from models.staff.filter_rows import (
    LONGEST_NAME,
    LONGEST_QUERY,
    FilterGone,
    FilterNameMissing,
    FilterNameTaken,
    SavedFilter,
    TooManyFilters,
)
from models.values.text import fold

LIMIT = 20
"""Filters that one person keeps for one list."""


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
