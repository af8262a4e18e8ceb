"""A call back to a number that stands on the old record."""

from __future__ import annotations

from dataclasses import replace

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Need, Proof, Suggestion
from models.attachments.refusals import CalledNumberUnknown
from models.concessions import Concession
from models.values import contacts


class Callback(EvidenceRule):
    """Takes effect at once, reviewed afterwards."""

    place = 4
    needs = frozenset({Need.JUSTIFICATION, Need.CALLED_NUMBER})

    def verify(self, proof: Proof) -> Proof:
        """The number that was called stands on the record."""
        kept = super().verify(proof)
        try:
            number = contacts.phone(proof.called_number)
        except contacts.PhoneRefused:
            raise CalledNumberUnknown from None
        if number not in proof.concession.phones:
            raise CalledNumberUnknown
        return replace(kept, called_number=number)

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Where there is a number to call."""
        return bool(concession.phones)

    def suggestion(self, concession: Concession, account: ProAccount) -> Suggestion | None:
        """Where there is a number to call."""
        return Suggestion.CALL_MADE if concession.phones else None


RULE = Callback()
