"""Mandates: one company lets another act for it on named records until a day."""

from models.attachments.afterwards.mandates.ending import check_end, end, expire_overdue
from models.attachments.afterwards.mandates.forgetting import forget_papers
from models.attachments.afterwards.mandates.giving import check_give, give
from models.attachments.afterwards.mandates.letting_in import let_in
from models.attachments.afterwards.mandates.notices import warn_ending
from models.attachments.afterwards.mandates.refusals import (
    MandataryUnknown,
    MandateForgotten,
    MandateOver,
    MandateToSelf,
    NothingToMandate,
    SignedAlready,
    SignedMissing,
    UnsignedMandate,
    UntilPast,
)
from models.attachments.afterwards.mandates.signing import check_sign, sign
from models.attachments.afterwards.mandates.tables import (
    Mandate,
    MandatePerson,
    MandateRecord,
    MandateStatus,
)

__all__ = [
    "MandataryUnknown",
    "Mandate",
    "MandateForgotten",
    "MandateOver",
    "MandatePerson",
    "MandateRecord",
    "MandateStatus",
    "MandateToSelf",
    "NothingToMandate",
    "SignedAlready",
    "SignedMissing",
    "UnsignedMandate",
    "UntilPast",
    "check_end",
    "check_give",
    "check_sign",
    "end",
    "expire_overdue",
    "forget_papers",
    "give",
    "let_in",
    "sign",
    "warn_ending",
]
