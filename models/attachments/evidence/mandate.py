"""A signed letter or mandate, with its document."""

from __future__ import annotations

from models.attachments.evidence.rule import EvidenceRule, Need, Proof
from models.attachments.refusals import DocumentMissing


class Mandate(EvidenceRule):
    """Takes effect at once, reviewed afterwards. A paper: nobody proposes it, who holds it chooses it."""

    place = 3
    needs = frozenset({Need.JUSTIFICATION, Need.DOCUMENT})

    def verify(self, proof: Proof) -> Proof:
        """The document comes with it."""
        kept = super().verify(proof)
        if proof.document is None:
            raise DocumentMissing
        return kept


RULE = Mandate()
