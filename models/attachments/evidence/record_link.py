"""A link that was sent to the contact of the old record, and came back through the account that asked."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Review, sampled
from models.concessions import Concession


class RecordLink(EvidenceRule):
    """Whoever reads that box agreed: takes effect at once."""

    place = 6
    by_staff = False
    needs = frozenset()

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """A random sample, as of codes."""
        return sampled()

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Never to staff."""
        return False


RULE = RecordLink()
