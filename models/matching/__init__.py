"""Which old record a company probably holds, and which company a record belongs to: how sure, and why."""

from models.matching.compare import Sign, signs
from models.matching.finding import (
    SAME_UNIT,
    SURE,
    Certainty,
    Match,
    companies_of,
    match_of,
    party_of,
    records_of,
)
from models.matching.parties import Party
from models.matching.scoring import CONFIDENT, SHOWN, WEIGHTS, chance, told, weigh

__all__ = [
    "CONFIDENT",
    "SAME_UNIT",
    "SHOWN",
    "SURE",
    "WEIGHTS",
    "Certainty",
    "Match",
    "Party",
    "Sign",
    "chance",
    "companies_of",
    "match_of",
    "party_of",
    "records_of",
    "signs",
    "told",
    "weigh",
]
