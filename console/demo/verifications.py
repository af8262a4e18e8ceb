"""Companies of the demonstration whose comparison with the directory is owed, or waits for a decision."""

from __future__ import annotations

from models.companies import Company
from models.companies.findings import Finding
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import JobKind

OWED = 5
MOVED = "14 quai de Southampton"


def add() -> None:
    """Inside the transaction of the demonstration."""
    unseen = db.select(Company.id).where(Company.verified_at.is_(None)).order_by(Company.id).limit(OWED)
    for company_id in db.session.scalars(unseen):
        key = f"{JobKind.VERIFY_COMPANY.value}:{company_id}"
        jobs.enqueue(JobKind.VERIFY_COMPANY, {"company": company_id}, key=key)
    _differ()


def _differ() -> None:
    """One that the directory knows elsewhere than what was typed."""
    verified = db.select(Company).where(Company.verified_at.is_not(None)).order_by(Company.id.desc())
    company = db.session.scalar(verified.limit(1))
    if company is not None:
        db.session.add(Finding(company_id=company.id, fact="address", value=MOVED))
