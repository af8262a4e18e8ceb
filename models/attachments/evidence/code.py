"""The access code of the old portal: typed by its company, or told to staff on the telephone."""

from __future__ import annotations

from dataclasses import replace

from models.accounts import ProAccount
from models.attachments.evidence.rule import EvidenceRule, Need, Proof, Review, Suggestion, sampled
from models.attachments.refusals import CodeNotAccepted
from models.concessions import Concession, access_codes


class Code(EvidenceRule):
    """Its tries are counted; after its first success it serves that company alone."""

    place = 1
    needs = frozenset({Need.ACCESS_CODE})

    def verify(self, proof: Proof) -> Proof:
        """Its form alone: whether it is right is a try, which is counted before it is checked."""
        return super().verify(replace(proof, access_code=access_codes.check_form(proof.access_code)))

    def verify_again(self, concession: Concession, account: ProAccount) -> None:
        """Another company's claim may have come and gone since the code was checked."""
        if serves_another(concession, account):
            raise CodeNotAccepted

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """A random sample."""
        return sampled()

    def take(self, concession: Concession, account: ProAccount) -> None:
        """From now on the code is this company's."""
        concession.code_company_id = account.company_id

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Where a try can succeed."""
        return takes_code(concession, account)

    def suggestion(self, concession: Concession, account: ProAccount) -> Suggestion | None:
        """Asked for where a try can succeed."""
        return Suggestion.WORD_ASKED if takes_code(concession, account) else None


RULE = Code()


def serves_another(concession: Concession, account: ProAccount) -> bool:
    """Whether the code of the record has already served another company: for this one it is wrong."""
    return concession.code_company_id not in (None, account.company_id)


def takes_code(concession: Concession, account: ProAccount) -> bool:
    """Whether a code that the caller says can be tried: there is one, it is theirs, its title is open."""
    lock = concession.title_lock
    stopped = lock is not None and lock.is_locked
    return concession.code_hmac is not None and not stopped and not serves_another(concession, account)
