"""Cases: what a company asks staff to do with it, and what became of it."""

from models.cases.closing import CaseClosed, check_close, close
from models.cases.forgetting import forget_before
from models.cases.opening import TooManyCases, ask_help, open_
from models.cases.tables import Case, CaseKind

__all__ = [
    "Case",
    "CaseClosed",
    "CaseKind",
    "TooManyCases",
    "ask_help",
    "check_close",
    "close",
    "forget_before",
    "open_",
]
