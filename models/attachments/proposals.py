"""Which evidence to try first for a record and an account: what takes effect at once, for the least asked."""

from __future__ import annotations

from models.accounts import ProAccount
from models.attachments.evidence import EVIDENCE, Evidence
from models.concessions import Concession


def propose(concession: Concession, account: ProAccount) -> Evidence:
    """The best evidence at hand, as the kinds themselves say it (`Suggestion`)."""
    ranks = {kind: rule.suggestion(concession, account) for kind, rule in EVIDENCE.items()}
    return min((rank, kind) for kind, rank in ranks.items() if rank is not None)[1]
