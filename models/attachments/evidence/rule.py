"""What every kind of evidence must say of itself: what it needs, what refuses it, what it is worth."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import ClassVar

from models.accounts import ProAccount
from models.attachments.refusals import JustificationTooShort
from models.concessions import Concession
from models.documents import Document

SHORTEST_JUSTIFICATION = 20


class Need(StrEnum):
    """What may have to be brought, by the name of its input."""

    ACCESS_CODE = "access_code"
    CALLED_NUMBER = "called_number"
    DOCUMENT = "document"
    JUSTIFICATION = "justification"


SAMPLE_IN = 20
"""One attachment in so many that its company proved alone is looked at: 5 %."""


class Review(StrEnum):
    """What supervisors owe it."""

    NONE = "none"
    SAMPLE = "sample"
    AFTER = "after"
    BEFORE = "before"


class Suggestion(IntEnum):
    """In which order evidence is tried: first what takes effect at once, for the least asked."""

    NOTHING_ASKED = 1
    WORD_ASKED = 2
    CALL_MADE = 3
    REVIEWED_FIRST = 4
    LAST = 5


def sampled() -> Review:
    """What supervisors owe what a company proved alone: one in so many, by chance."""
    return Review.SAMPLE if secrets.randbelow(SAMPLE_IN) == 0 else Review.NONE


@dataclass(frozen=True)
class Proof:
    """What is brought to attach one concession to one account."""

    concession: Concession
    account: ProAccount
    justification: str = ""
    access_code: str = field(default="", repr=False)
    called_number: str = ""
    document: Document | None = None


class EvidenceRule:
    """One kind of evidence. By itself it needs words, and a supervisor afterwards."""

    place: ClassVar[int] = 0
    """Where the kind stands among the others: in forms, in lists, in the CHECK. A new one stands last."""

    by_staff: ClassVar[bool] = True
    """Whether staff may bring it. What only its company can bring is in no form of theirs."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.JUSTIFICATION})

    def verify(self, proof: Proof) -> Proof:
        """The proof as it is kept; raises why it is not accepted from staff."""
        length = len(proof.justification)
        if Need.JUSTIFICATION in self.needs and length < SHORTEST_JUSTIFICATION:
            raise JustificationTooShort(length=length, minimum=SHORTEST_JUSTIFICATION)
        return proof if Need.CALLED_NUMBER in self.needs else replace(proof, called_number="")

    def verify_again(self, concession: Concession, account: ProAccount) -> None:
        """Raises what may have changed meanwhile; asked at the binding, under the record's lock."""

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """What supervisors owe an attachment that is proved so."""
        return Review.AFTER

    def take(self, concession: Concession, account: ProAccount) -> None:
        """Marks the record with what follows from the binding, in its transaction."""

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Whether the record has what it takes: a try of it can end well."""
        return True

    def suggestion(self, concession: Concession, account: ProAccount) -> Suggestion | None:
        """Where it stands among what may be tried for this record and account; None: nobody proposes it."""
        return None


class OldContactRule(EvidenceRule):
    """What reached the contact of the old record, and came back: they agreed, so it takes effect at once."""

    by_staff = False
    needs = frozenset()

    def review(self, concession: Concession, account: ProAccount) -> Review:
        """A random sample, as of codes."""
        return sampled()

    def is_at_hand(self, concession: Concession, account: ProAccount) -> bool:
        """Never to staff."""
        return False
