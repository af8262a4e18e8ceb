"""Which company has a SIRET."""

from __future__ import annotations

from sqlalchemy import select

from models.companies.tables import Company
from models.kernel.base import db


def find_company(company_id: int) -> Company | None:
    """The company of that number."""
    return db.session.get(Company, company_id)


def find_company_by_siret(siret: str) -> Company | None:
    """The company of that SIRET, if we hold it."""
    return db.session.scalar(select(Company).where(Company.siret == str(siret)))
