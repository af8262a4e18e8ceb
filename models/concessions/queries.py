"""Which records there are: by title, by state, by place, by the legal unit that they bear."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from models.concessions.access_codes import TitleLock
from models.concessions.tables import Concession, ConcessionStatus, commune_key, network_key
from models.kernel import base
from models.kernel.base import db
from models.lists import counts
from models.lists.paging import Count, capped
from models.values.siret import LAST_NIC
from models.values.text import fold, title_key

MOST_NAMESAKES = 20
"""Records of one key that are compared by their spelling."""


def find(concession_id: int) -> Concession | None:
    """The record of that number."""
    return db.session.get(Concession, concession_id)


def find_concessions_by_title(kind: str, title: str) -> list[Concession]:
    """The open records of a title, by its key; of several, those that are spelt as it is, if any.

    So `Résidence Saint-Michel` is meant by its own title beside `Résidence St Michel`, whose key is the same.
    """
    query = select(Concession).where(
        Concession.title_key == title_key(title)[:250],
        Concession.kind == kind,
        Concession.closed_at.is_(None),
    )
    found = list(db.session.scalars(query.order_by(Concession.id).limit(MOST_NAMESAKES)))
    spelt = fold(title)
    exact = [
        record for record in found if fold(record.title) == spelt
    ]  # of a single one too: time tells nothing
    return exact if len(found) > 1 and exact else found


def has_namesake(concession: Concession) -> bool:
    """Whether another open record bears the same title, by its spelling too: then a title means neither."""
    values = {"key": concession.title_key, "kind": concession.kind, "id": concession.id}
    spelt = fold(concession.title)
    return any(fold(title) == spelt for title in base.read(_namesakes(), values).scalars())


@cache
def _namesakes() -> Select[str]:
    return (
        select(Concession.title)
        .where(
            Concession.title_key == bindparam("key"),
            Concession.kind == bindparam("kind"),
            Concession.closed_at.is_(None),
            Concession.id != bindparam("id"),
        )
        .limit(MOST_NAMESAKES)
    )


def is_concession_in_commune(text: str) -> ColumnElement[bool]:
    """The clause of the records of a commune."""
    return Concession.city_key == commune_key(text)


def is_of_network(text: str) -> ColumnElement[bool]:
    """The clause of the records of a network."""
    return Concession.network_key == network_key(text)


def list_networks() -> list[str]:
    """The networks that records name, one spelling of each; found by steps in their index."""
    return list(base.read(_networks()).scalars())


@cache
def _networks() -> Select[str]:
    # Built once: every list of concessions asks it.
    key = select(func.min(Concession.network_key).label("key")).where(Concession.network_key > "")
    steps = key.cte("steps", recursive=True)
    after = select(func.min(Concession.network_key)).where(Concession.network_key > steps.c.key)
    steps = steps.union_all(select(after.scalar_subquery()).where(steps.c.key.is_not(None)))
    spelt = select(Concession.network).where(Concession.network_key == steps.c.key)
    spelt = spelt.order_by(Concession.title_key, Concession.id).limit(1)
    return select(spelt.scalar_subquery()).where(steps.c.key.is_not(None)).limit(MOST_NETWORKS)


MOST_NETWORKS = 50
MOST_LOCKED = 5_001
"""Locked titles that are looked up; told so that PostgreSQL goes by their records, not by all of them."""


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `Concession.status` derives, told to the database.

    One range of an index in the list's own order; of the titles that are locked there are few, by another.
    """
    status = ConcessionStatus(value)
    if status in (ConcessionStatus.ATTACHED, ConcessionStatus.CLOSED):
        return Concession.standing == status.value
    if status is ConcessionStatus.BLOCKED:
        return is_locked_by(TitleLock.is_closed)
    if status is ConcessionStatus.PAUSED:
        return is_locked_by(and_(TitleLock.is_paused, TitleLock.closed_at.is_(None)))
    return and_(
        Concession.standing == status.value,
        Concession.title_digest.not_in(locked_titles(TitleLock.is_locked)),
    )


def is_locked_by(clause: ColumnExpressionArgument[bool]) -> ColumnElement[bool]:
    """The clause of the records that can be attached but for a lock of their title in that state."""
    # `standing` must not lead to its own index: the locked titles are few, and lead to the records.
    unindexed = Concession.standing.concat("")
    return and_(
        Concession.title_digest.in_(locked_titles(clause).limit(MOST_LOCKED)),
        unindexed.in_([ConcessionStatus.FREE.value, ConcessionStatus.STAFF_ONLY.value]),
    )


def locked_titles(clause: ColumnExpressionArgument[bool]) -> Select[str]:
    """The digests of the titles whose lock is in that state."""
    return select(TitleLock.title_digest).where(clause)


def is_concession_locked() -> ColumnElement[bool]:
    """The clause of the records that failures paused or blocked."""
    return is_locked_by(TitleLock.is_locked)


def is_standing_locked(standing: str) -> ColumnElement[bool]:
    """The clause of those of them that would stand so but for the lock."""
    return and_(is_concession_locked(), Concession.standing.concat("") == standing)


def count_locked_titles(cap: int) -> Count:
    """How many titles are paused or blocked after failures, up to the cap."""
    locked = select(TitleLock.title_digest).where(TitleLock.is_locked)
    value = db.session.scalar(select(capped(locked, cap))) or 0
    return Count(min(value, cap), value > cap)


def count_locked_concessions(cap: int) -> Count:
    """How many records bear a title that is paused or blocked, up to the cap: what their list shows."""
    locked = select(TitleLock.title_digest).where(TitleLock.is_locked).limit(cap + 1)
    digests = list(base.read(locked).scalars())
    held_up = Concession.standing.concat("").in_(
        [ConcessionStatus.FREE.value, ConcessionStatus.STAFF_ONLY.value]
    )
    found = select(Concession.id).where(Concession.title_digest.in_(digests), held_up)
    value = base.read(select(capped(found, cap))).scalar_one() if digests else 0
    return Count(min(value, cap), value > cap)


def list_concessions_for_siren(siren: str) -> list[Concession]:
    """The records that bear a legal unit's SIREN, by title."""
    if not siren:
        return []
    query = select(Concession).where(Concession.siret.between(siren, siren + LAST_NIC))
    query = query.options(joinedload(Concession.open_attachment), joinedload(Concession.title_lock))
    return list(db.session.scalars(query.order_by(Concession.title_key, Concession.id).limit(50)).unique())


def count_concessions() -> int:
    """How many records there are."""
    return counts.read(["concessions"])["concessions"].count()
