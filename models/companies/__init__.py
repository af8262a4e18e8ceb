"""Companies: one row per SIRET, as we hold it."""

from models.companies.correction import correct, verify
from models.companies.facts import CompanyFacts
from models.companies.findings import NothingFound, check_settle, settle, vouched_name
from models.companies.registration import (
    CompanyClosed,
    CompanyHeld,
    CompanyUnknown,
    CompanyUnverifiable,
    NameMissing,
    register,
)
from models.companies.tables import Company
from models.companies.watching import News, note_news

__all__ = [
    "Company",
    "CompanyClosed",
    "CompanyFacts",
    "CompanyHeld",
    "CompanyUnknown",
    "CompanyUnverifiable",
    "NameMissing",
    "News",
    "NothingFound",
    "check_settle",
    "correct",
    "note_news",
    "register",
    "settle",
    "verify",
    "vouched_name",
]
