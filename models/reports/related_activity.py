"""What else happened lately around an attachment: the same agent's, the same account's, the same SIREN's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import joinedload

from models.attachments.evidence import Evidence
from models.attachments.tables import Attachment
from models.companies import Company
from models.kernel.base import db

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


def of_agent(attachment: Attachment) -> Lately | None:
    """What else the agent who made it attached; None where the company did it itself."""
    if attachment.made_by_id is None:
        return None
    return _lately(attachment, Attachment.made_by_id == attachment.made_by_id)


def of_account(attachment: Attachment) -> Lately:
    """What else was attached to the same account."""
    return _lately(attachment, Attachment.referent_id == attachment.referent_id)


def of_siren(attachment: Attachment) -> Lately:
    """What else was attached to any establishment of the same legal unit."""
    siren = attachment.company.siret[:9]
    unit = select(Company.id).where(Company.siret >= siren, Company.siret < siren + "~")
    return _lately(attachment, Attachment.company_id.in_(unit))


def _lately(attachment: Attachment, clause: ColumnElement[bool]) -> Lately:
    since = attachment.created_at - LATELY
    wanted = and_(clause, Attachment.created_at >= since, Attachment.id != attachment.id)
    doubted = case((Attachment.suspended_at.is_not(None), 1), (Attachment.ended_how == "refused", 1), else_=0)
    count, bad = db.session.execute(
        select(func.count(), func.coalesce(func.sum(doubted), 0)).select_from(Attachment).where(wanted)
    ).one()
    query = select(Attachment).where(wanted).options(joinedload(Attachment.referent))
    query = query.order_by(Attachment.created_at.desc(), Attachment.id.desc()).limit(SHOWN)
    return Lately(count, int(bad), list(db.session.scalars(query).unique()) if count else [])


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
