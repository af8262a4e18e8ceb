"""A key that was posted to the address of the old record, and typed by the account that asked."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Review, sampled
from models.concessions import Concession


class Letter(EvidenceRule):
    """Whoever opens that letter agreed: takes effect at once."""

    place = 7
    by_staff = False
    needs = frozenset()

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """A random sample, as of codes."""
        return sampled()

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Never to staff."""
        return False


RULE = Letter()
