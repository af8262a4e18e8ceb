"""Which old record a company probably holds, and which company a record belongs to: how sure, and why."""

from models.assistance.matching.compare import among, signs
from models.assistance.matching.finding import (
    Certainty,
    Match,
    companies_of,
    profile_of,
    records_of,
)
from models.assistance.matching.parties import MatchProfile
from models.assistance.matching.scoring import chance, ranked, weigh
from models.assistance.matching.signs import Sign

__all__ = [
    "Certainty",
    "Match",
    "MatchProfile",
    "Sign",
    "among",
    "chance",
    "companies_of",
    "profile_of",
    "ranked",
    "records_of",
    "signs",
    "weigh",
]
