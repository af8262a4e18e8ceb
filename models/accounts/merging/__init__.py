"""Two accounts of one person become one: each proves to be theirs, and all that hangs on one follows."""

from models.accounts.merging.asking import TooManyMerges, check_propose, propose, prove_other, request_link
from models.accounts.merging.confirming import (
    accept_by_link,
    check_drop,
    drop,
    finish,
    give_code,
    peek,
    refuse_by_link,
)
from models.accounts.merging.rules import MergeOver, NotOnePerson, OtherUnit, ProtectionLost, SameAccount
from models.accounts.merging.tables import AccountMerge, MergeOutcome

__all__ = [
    "AccountMerge",
    "MergeOutcome",
    "MergeOver",
    "NotOnePerson",
    "OtherUnit",
    "ProtectionLost",
    "SameAccount",
    "TooManyMerges",
    "accept_by_link",
    "check_drop",
    "check_propose",
    "drop",
    "finish",
    "give_code",
    "peek",
    "propose",
    "prove_other",
    "refuse_by_link",
    "request_link",
]
