"""Concessions: the records of the old portal, looked at under trace, and who may attach them."""

from models.concessions.operations import NothingToReopen, SupervisorNeeded, check_reopen, consult, reopen
from models.concessions.queries import find, status_is
from models.concessions.tables import (
    Concession,
    ConcessionKind,
    ConcessionStatus,
    commune_key,
    network_key,
)

__all__ = [
    "Concession",
    "ConcessionKind",
    "ConcessionStatus",
    "NothingToReopen",
    "SupervisorNeeded",
    "commune_key",
    "check_reopen",
    "consult",
    "find",
    "network_key",
    "reopen",
    "status_is",
]
