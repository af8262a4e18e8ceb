"""What hangs on a company: it is told before the company goes on under another number."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from models.accounts import ProAccount
from models.attachments import Attachment
from models.companies import Company
from models.kernel.base import db
from models.road_openings import RoadOpeningRequest


class Dependants(NamedTuple):
    """How many people's accounts, open attachments and requests."""

    accounts: int
    attachments: int
    requests: int


def count_dependants(company: Company) -> Dependants:
    """Those of one company, in one statement."""
    parts = (
        select(func.count()).where(ProAccount.company_id == company.id, ProAccount.erased_at.is_(None)),
        select(func.count()).where(Attachment.company_id == company.id, Attachment.is_open),
        select(func.count()).where(RoadOpeningRequest.company_id == company.id),
    )
    return Dependants(*db.session.execute(select(*(part.scalar_subquery() for part in parts))).one())
