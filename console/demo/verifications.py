"""Companies of the demonstration whose comparison with the directory is owed."""

from __future__ import annotations

from models.companies import Company
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import JobKind

OWED = 5


def add() -> None:
    """Inside the transaction of the demonstration."""
    unseen = db.select(Company.id).where(Company.verified_at.is_(None)).order_by(Company.id).limit(OWED)
    for company_id in db.session.scalars(unseen):
        key = f"{JobKind.VERIFY_COMPANY.value}:{company_id}"
        jobs.enqueue(JobKind.VERIFY_COMPANY, {"company": company_id}, key=key)
