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
from models.companies.succession.going_on import check_succeed, succeed
from models.companies.succession.tables import (
    CompanyOpen,
    CompanySuccession,
    NothingSucceeded,
    SuccessionOverlaid,
    SuccessionTooOld,
    SuccessorClosed,
)
from models.companies.succession.undoing import check_undo_succession, undo_succession
from models.companies.tables import Company
from models.companies.watching import News, note_news

__all__ = [
    "Company",
    "CompanyClosed",
    "CompanyFacts",
    "CompanyHeld",
    "CompanyOpen",
    "CompanySuccession",
    "CompanyUnknown",
    "CompanyUnverifiable",
    "NameMissing",
    "News",
    "NothingFound",
    "NothingSucceeded",
    "SuccessionOverlaid",
    "SuccessionTooOld",
    "SuccessorClosed",
    "check_settle",
    "check_succeed",
    "check_undo_succession",
    "correct",
    "note_news",
    "register",
    "settle",
    "succeed",
    "undo_succession",
    "verify",
    "vouched_name",
]
