"""A supervisor's decision: the record goes from who holds it to another company, for a written reason."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule
from models.concessions import Concession


class Transfer(EvidenceRule):
    """Needs words, takes effect at once, and another supervisor looks afterwards."""

    place = 9
    by_staff = False

    def take(self, concession: Concession, account: ProAccount) -> None:
        """The code that the one before knows serves them no more."""
        concession.code_company_id = account.company_id

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Never as a proof: nothing is taken from who holds it by attaching."""
        return False


RULE = Transfer()
