"""What comes after an attachment is made: who sees it, who else claims it, to whom it goes."""

from models.attachments.afterwards.answering import (
    ClaimOver,
    ClaimWithHolder,
    answer_claim,
    check_answer_claim,
)
from models.attachments.afterwards.asking import ask_holder, pass_on_overdue
from models.attachments.afterwards.freezing import freeze, peek_change
from models.attachments.afterwards.referents import (
    AlreadyReferent,
    add_referent,
    check_add_referent,
    name_referent,
    remove_referent,
)
from models.attachments.afterwards.tables import ClaimOutcome, HeldClaim
from models.attachments.afterwards.transfers import (
    NotTransferred,
    SameCompany,
    check_transfer,
    check_undo_transfer,
    transfer,
    undo_transfer,
)

__all__ = [
    "AlreadyReferent",
    "ClaimOutcome",
    "ClaimOver",
    "ClaimWithHolder",
    "HeldClaim",
    "NotTransferred",
    "SameCompany",
    "add_referent",
    "answer_claim",
    "ask_holder",
    "check_add_referent",
    "check_answer_claim",
    "check_transfer",
    "check_undo_transfer",
    "freeze",
    "name_referent",
    "pass_on_overdue",
    "peek_change",
    "remove_referent",
    "transfer",
    "undo_transfer",
]
