"""How much is gained by deciding a pair: how sure it is, and how near its company is to using the record."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from models.accounts import ProAccount
from models.kernel.base import db

WHOLE = 1_000
"""The place of a pair from which nothing is gained; each *later* moves it by as much."""

ACTIVE, PENDING, NOBODY = 1.0, 0.85, 0.6
"""What a certain pair is worth: its people can use the record now, once they activate, or not yet."""


def place(score: float, worth: float, put_off: int = 0) -> int:
    """Where a pair stands: the surest of the companies that can use it first, what was put off last."""
    return WHOLE - round(WHOLE * score * worth) + WHOLE * put_off


def worth_of(company_ids: Collection[int]) -> dict[int, float]:
    """What a pair with each of these companies is worth; one that is not there has nobody."""
    if not company_ids:
        return {}
    query = select(ProAccount.company_id, ProAccount.activated_at.is_not(None)).where(
        ProAccount.company_id.in_(sorted(company_ids)),
        ProAccount.erased_at.is_(None),
        ProAccount.suspended_at.is_(None),
    )
    worth = dict.fromkeys(company_ids, NOBODY)
    for company_id, is_active in db.session.execute(query):
        worth[company_id] = max(worth[company_id], ACTIVE if is_active else PENDING)
    return worth
