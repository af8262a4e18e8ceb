"""Which evidence may be tried for a record and an account, and which of it first."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence import EVIDENCE, OF_STAFF, Evidence
from models.concessions import Concession


def propose(concession: Concession, account: ProAccount) -> Evidence:
    """The best evidence at hand, as the kinds themselves say it (`Suggestion`)."""
    ranks = {kind: rule.suggestion(concession, account) for kind, rule in EVIDENCE.items()}
    return min((rank, kind) for kind, rank in ranks.items() if rank is not None)[1]


def list_at_hand(concession: Concession, account: ProAccount) -> list[Evidence]:
    """The kinds that the record has something for, in their own order."""
    return [kind for kind in OF_STAFF if EVIDENCE[kind].is_at_hand(concession, account)]
