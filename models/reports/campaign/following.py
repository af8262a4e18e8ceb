"""Keeps journeys and figures up to date: the worker looks again at what the triggers noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, union
from sqlalchemy.dialects import postgresql, sqlite

from models.attachments import Attachment
from models.companies import Company
from models.concessions import Concession
from models.kernel import base
from models.kernel.base import db
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.lists.blocks import BLOCK, TURN, work_off, work_off_all
from models.reports.campaign.breakdowns import Key, keys_of
from models.reports.campaign.facts import journeys
from models.reports.campaign.tables import CampaignFigure, Journey, JourneyChange


def follow(blocks: int = TURN) -> int:
    """Looks again at the journeys that changed, a few blocks of changes; says how many. The worker's part."""
    return work_off(_follow_block, blocks)


def follow_all() -> int:
    """The same until nothing is left to look at."""
    return work_off_all(_follow_block)


def _follow_block() -> int:
    """One block of changes, in a transaction of its own: whatever changes meanwhile is noted anew."""
    if db.session.scalar(select(JourneyChange.id).limit(1)) is None:
        return 0
    with transaction() as session:
        lock("campaign")
        changes = list(
            base.read(
                select(JourneyChange.id, JourneyChange.concession_id, JourneyChange.company_id)
                .order_by(JourneyChange.id)
                .limit(BLOCK)
            )
        )
        session.execute(delete(JourneyChange).where(JourneyChange.id.in_([row.id for row in changes])))
        ids = {row.concession_id for row in changes if row.concession_id is not None}
        companies = {row.company_id for row in changes if row.company_id is not None}
        for block in _blocks(sorted(ids | _records_of(companies))):
            _look_again(block)
    return len(changes)


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))


def _records_of(company_ids: Collection[int]) -> set[int]:
    """The records that these companies hold, and those that bear the number of their legal unit."""
    if not company_ids:
        return set()
    siren = func.substr(Company.siret, 1, 9)
    near = (
        select(Concession.id)
        .select_from(Company)
        .join(Concession, Concession.siret.between(siren.concat("00000"), siren.concat("99999")))
        .where(Company.id.in_(company_ids))
    )
    held = select(Attachment.concession_id).where(Attachment.company_id.in_(company_ids), Attachment.is_open)
    return set(base.read(union(near, held)).scalars())


def _look_again(ids: Sequence[int]) -> None:
    columns = Journey.__table__.columns
    before = [row._asdict() for row in base.read(select(*columns).where(Journey.id.in_(ids)))]
    after = journeys(ids)
    known = {journey["id"]: journey for journey in before}
    changed = [journey for journey in after if known.get(journey["id"]) != journey]
    gone = known.keys() - {journey["id"] for journey in after}
    stale = gone | {journey["id"] for journey in changed}
    if not stale:
        return
    session = db.session()
    session.execute(delete(Journey).where(Journey.id.in_(stale)))
    if changed:
        session.execute(insert(Journey), changed)
    moves: Counter[Key] = Counter()
    for journey in before:
        if journey["id"] in stale:
            moves.subtract(keys_of(journey))
    for journey in changed:
        moves.update(keys_of(journey))
    _add({key: number for key, number in moves.items() if number})


def _add(moves: dict[Key, int]) -> None:
    """Adds to the figures; in one order, though nobody else writes them meanwhile."""
    if not moves:
        return
    session = db.session()
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement: Any = make(CampaignFigure)
    adding = statement.on_conflict_do_update(
        index_elements=["breakdown", "value", "step"],
        set_={"number": CampaignFigure.number + statement.excluded.number},
    )
    rows = [
        {"breakdown": breakdown, "value": value, "step": step, "number": number}
        for (breakdown, value, step), number in sorted(moves.items())
    ]
    session.execute(adding, rows)
    session.execute(delete(CampaignFigure).where(CampaignFigure.number == 0))
