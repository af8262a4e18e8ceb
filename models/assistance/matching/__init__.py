"""Which old record a company probably holds, and which company a record belongs to: how sure, and why."""

from models.assistance.matching.compare import Sign, signs
from models.assistance.matching.finding import (
    SAME_UNIT,
    SURE,
    Certainty,
    Match,
    companies_of,
    match_of,
    profile_of,
    records_of,
)
from models.assistance.matching.parties import MatchProfile
from models.assistance.matching.scoring import CONFIDENT, SHOWN, WEIGHTS, chance, ranked, weigh

__all__ = [
    "CONFIDENT",
    "SAME_UNIT",
    "SHOWN",
    "SURE",
    "WEIGHTS",
    "Certainty",
    "Match",
    "MatchProfile",
    "Sign",
    "chance",
    "companies_of",
    "match_of",
    "profile_of",
    "ranked",
    "records_of",
    "signs",
    "weigh",
]
