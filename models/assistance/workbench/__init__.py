"""The workbench: pairs of a record and a company in order of gain, and what staff say of them."""

from models.assistance.workbench.deciding import (
    AlreadyMatched,
    NothingToDecide,
    accept,
    postpone,
    refuse,
)
from models.assistance.workbench.filling import fill
from models.assistance.workbench.queue import Candidate, signs_of

__all__ = [
    "AlreadyMatched",
    "Candidate",
    "NothingToDecide",
    "accept",
    "fill",
    "postpone",
    "refuse",
    "signs_of",
]
