"""What else happened lately around an attachment: the same agent's, the same account's, the same SIREN's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select, true, union_all
from sqlalchemy.orm import joinedload

from models.attachments.evidence import Evidence
from models.attachments.tables import Attachment
from models.companies import Company
from models.kernel.base import db
from models.values.siret import LAST_NIC

LATELY = timedelta(days=30)
RATE_DAYS = 7
"""Days before the attachment over which agents are compared."""

SHOWN = 3


@dataclass(frozen=True)
class Lately:
    """Others of the last thirty days: how many, how many of them contested or refused, the latest."""

    count: int
    doubted: int
    latest: list[Attachment]


@dataclass(frozen=True)
class Rate:
    """How many an agent attached without the code in a week, beside the median of all who attached any."""

    count: int
    median: float
    team: int
    days: int = RATE_DAYS


@dataclass(frozen=True)
class Around:
    """What else was attached lately: by the same agent, to the same account, to the same legal unit.

    `agent` is None where the company did it itself.
    """

    agent: Lately | None
    account: Lately
    siren: Lately


def around(attachment: Attachment) -> Around:
    """The others of the last thirty days beside an attachment, in one statement."""
    siren = attachment.company.siret[:9]
    unit = select(Company.id).where(Company.siret.between(siren, siren + LAST_NIC))
    clauses = {
        "account": Attachment.referent_id == attachment.referent_id,
        "siren": Attachment.company_id.in_(unit),
    }
    if attachment.made_by_id is not None:
        clauses["agent"] = Attachment.made_by_id == attachment.made_by_id
    parts = union_all(*(_part(name, attachment, clause) for name, clause in clauses.items())).subquery()
    query = select(parts.c.part, parts.c.number, parts.c.doubted, Attachment)
    query = query.join(Attachment, Attachment.id == parts.c.id).options(joinedload(Attachment.referent))
    found = {name: Lately(0, 0, []) for name in clauses}
    rows = db.session.execute(query.order_by(Attachment.created_at.desc(), Attachment.id.desc()))
    for name, count, doubted, row in rows.unique():
        found[name] = Lately(count, int(doubted), [*found[name].latest, row])
    return Around(found.get("agent"), found["account"], found["siren"])


def _part(name: str, attachment: Attachment, clause: ColumnElement[bool]) -> Select[Any]:
    since = attachment.created_at - LATELY
    wanted = and_(clause, Attachment.created_at >= since, Attachment.id != attachment.id)
    doubted = case((Attachment.suspended_at.is_not(None), 1), (Attachment.ended_how == "refused", 1), else_=0)
    latest = select(Attachment.id).where(wanted).order_by(Attachment.created_at.desc(), Attachment.id.desc())
    others = select(func.count().label("number"), func.sum(doubted).label("doubted"))
    whole, first = others.select_from(Attachment).where(wanted).subquery(), latest.limit(SHOWN).subquery()
    part = literal(name, String).label("part")
    columns = part, whole.c.number, whole.c.doubted, first.c.id
    return select(*columns).select_from(whole.join(first, true()))


def rate_of_agent(attachment: Attachment) -> Rate | None:
    """The agent's week up to this attachment, beside their colleagues'; None where no agent made it."""
    if attachment.made_by_id is None:
        return None
    until = attachment.created_at
    query = (
        select(Attachment.made_by_id, func.count())
        .where(Attachment.created_at > until - timedelta(days=RATE_DAYS), Attachment.created_at <= until)
        .where(Attachment.made_by_id.is_not(None), Attachment.evidence != Evidence.CODE.value)
        .group_by(Attachment.made_by_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    if not counts:
        return Rate(0, 0.0, 0)
    return Rate(counts.get(attachment.made_by_id, 0), median(counts.values()), len(counts))
