"""What may prove that a concession is a company's: the kinds, and the one table of their rules."""

from __future__ import annotations

from enum import StrEnum

from models.attachments.evidence.callback import Callback
from models.attachments.evidence.code import Code
from models.attachments.evidence.mandate import Mandate
from models.attachments.evidence.other import Other
from models.attachments.evidence.rule import EvidenceRule, Need, Proof, Review
from models.attachments.evidence.siren import Siren

__all__ = ["Evidence", "EvidenceRule", "Need", "Proof", "Review"]


class Evidence(StrEnum):
    """What was proved: a code, SIREN, mandate or call back takes effect at once, the rest after a review."""

    CODE = "code"
    SIREN = "siren"
    MANDATE = "mandate"
    CALLBACK = "callback"
    OTHER = "other"


EVIDENCE: dict[Evidence, EvidenceRule] = {
    Evidence.CODE: Code(),
    Evidence.SIREN: Siren(),
    Evidence.MANDATE: Mandate(),
    Evidence.CALLBACK: Callback(),
    Evidence.OTHER: Other(),
}
"""What each needs, what refuses it, what supervisors owe it, when it is suggested."""
