"""Concessions: the records of the old portal, looked at under trace, and who may attach them."""

from models.concessions.operations import (
    REOPENINGS_BY_AGENTS,
    NothingToReopen,
    SupervisorNeeded,
    check_reopen,
    consult,
    reopen,
)
from models.concessions.queries import (
    count_all,
    count_locked,
    find,
    find_by_reference,
    find_by_title,
    has_namesake,
    is_in_commune,
    is_locked,
    is_of_network,
    list_for_siren,
    list_networks,
)
from models.concessions.tables import (
    Concession,
    ConcessionKind,
    ConcessionStatus,
    commune_key,
    network_key,
    status_is,
)

__all__ = [
    "Concession",
    "ConcessionKind",
    "ConcessionStatus",
    "NothingToReopen",
    "REOPENINGS_BY_AGENTS",
    "SupervisorNeeded",
    "commune_key",
    "check_reopen",
    "consult",
    "count_all",
    "count_locked",
    "find",
    "find_by_reference",
    "find_by_title",
    "has_namesake",
    "is_in_commune",
    "is_locked",
    "is_of_network",
    "list_for_siren",
    "list_networks",
    "network_key",
    "reopen",
    "status_is",
]
