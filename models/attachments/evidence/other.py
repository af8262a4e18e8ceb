"""Any other justification, in words."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Review, Suggestion
from models.concessions import Concession


class Other(EvidenceRule):
    """Takes effect when a supervisor approves."""

    place = 5

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """Words prove little: somebody reads them first."""
        return Review.BEFORE

    def suggestion(self, concession: Concession, account: ProAccount) -> Suggestion | None:
        """When nothing better is at hand."""
        return Suggestion.LAST


RULE = Other()
