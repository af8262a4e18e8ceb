"""The word of the company that holds the record: its referent handed it over to who asked."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Review, sampled
from models.concessions import Concession


class Holder(EvidenceRule):
    """Whoever held it agreed: takes effect at once."""

    place = 8
    by_staff = False
    needs = frozenset()

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """A random sample, as of codes."""
        return sampled()

    def take(self, concession: Concession, account: ProAccount) -> None:
        """The code that the one before knows serves them no more."""
        concession.code_company_id = account.company_id

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Never to staff."""
        return False


RULE = Holder()
