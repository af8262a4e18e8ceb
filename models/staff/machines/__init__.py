"""Programs of other houses: named clients with a role and scopes, their keys, their calls."""

from models.staff.machines.calls import admit
from models.staff.machines.issuing import (
    ClientNameMissing,
    ClientNameTaken,
    ExpiryRefused,
    Issued,
    KeyOver,
    ScopesMissing,
    check_renew,
    check_revoke,
    issue,
    renew,
    revoke,
)
from models.staff.machines.scopes import Scope
from models.staff.machines.tables import ApiClient, ApiKey, KeyState
from models.staff.machines.writes import OtherBody, claim, perform_once

__all__ = [
    "ApiClient",
    "ApiKey",
    "ClientNameTaken",
    "ExpiryRefused",
    "Issued",
    "KeyOver",
    "KeyState",
    "ClientNameMissing",
    "OtherBody",
    "Scope",
    "ScopesMissing",
    "admit",
    "check_renew",
    "check_revoke",
    "claim",
    "issue",
    "perform_once",
    "renew",
    "revoke",
]
