"""Cleansing: records whose contact reaches nobody stand in a queue until staff correct it, with a proof."""

from models.concessions.cleansing.correcting import (
    ContactProofMissing,
    CorrectionEmpty,
    check_correct,
    correct,
)
from models.concessions.cleansing.following import follow, follow_all, note_return
from models.concessions.cleansing.forgetting import forget_before, forget_person
from models.concessions.cleansing.tables import ContactCorrection, ContactFlaw, ContactProof, Flaw

__all__ = [
    "ContactCorrection",
    "ContactFlaw",
    "ContactProof",
    "ContactProofMissing",
    "CorrectionEmpty",
    "Flaw",
    "check_correct",
    "correct",
    "follow",
    "follow_all",
    "forget_before",
    "forget_person",
    "note_return",
]
