"""The SIREN of the company, where the old record bears it."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Proof, Review, Suggestion
from models.attachments.refusals import SirenMismatch
from models.concessions import Concession
from models.values import contacts


class Siren(EvidenceRule):
    """With the account's own address on the record it takes effect at once, else a supervisor approves."""

    place = 2

    def verify(self, proof: Proof) -> Proof:
        """The record must bear the SIREN of the account's company."""
        kept = super().verify(proof)
        if not bears_siren(proof.concession, proof.account):
            raise SirenMismatch
        return kept

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """Afterwards where the address proves as much, before where it does not."""
        return Review.AFTER if bears_email(concession, account) else Review.BEFORE

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Where the record bears it."""
        return bears_siren(concession, account)

    def suggestion(self, concession: Concession, account: ProAccount) -> Suggestion | None:
        """First where nobody waits, late where a supervisor must approve."""
        if is_proved_by_siren(concession, account):
            return Suggestion.NOTHING_ASKED
        return Suggestion.REVIEWED_FIRST if bears_siren(concession, account) else None


RULE = Siren()


def bears_siren(concession: Concession, account: ProAccount) -> bool:
    """Whether the record bears the SIREN of the account's company."""
    return bool(concession.siren) and concession.siren == account.company.siren


def is_proved_by_siren(concession: Concession, account: ProAccount) -> bool:
    """Whether the SIREN and the activated account's own e-mail stand on the record: then nobody waits."""
    return bears_siren(concession, account) and bears_email(concession, account)


def bears_email(concession: Concession, account: ProAccount) -> bool:
    """Whether the record bears the e-mail of the account, and a link has reached its person there."""
    return (
        bool(concession.email)
        and account.is_active
        and account.has_proved_email
        and contacts.email_key(concession.email) == account.email_key
    )
