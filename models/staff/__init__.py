"""Staff: agents, supervisors, administrators; never the same population as companies' people."""

from models.staff.departures import sign_out
from models.staff.enrolment import enrol, renew_recovery_codes
from models.staff.federation import (
    Assertion,
    Departure,
    EndedThere,
    IdentityProvider,
    NotInvited,
    ProviderAway,
    ProviderRefused,
    sign_in_by_provider,
    sign_out_by_provider,
)
from models.staff.invitations import AgentExists, accept_invitation, add, enrolment_secret, invite
from models.staff.lifecycle import (
    AgentDisabled,
    InvitationPending,
    LastAdministrator,
    NotOneself,
    change_role,
    check_change_role,
    check_disable,
    check_reset,
    check_reset_second_factor,
    disable,
    reset,
    reset_second_factor,
)
from models.staff.signing import change_password, seen, sign_in
from models.staff.tables import Agent, AgentStatus, status_is

__all__ = [
    "Agent",
    "AgentDisabled",
    "AgentExists",
    "AgentStatus",
    "Assertion",
    "Departure",
    "EndedThere",
    "IdentityProvider",
    "InvitationPending",
    "LastAdministrator",
    "NotInvited",
    "NotOneself",
    "ProviderAway",
    "ProviderRefused",
    "accept_invitation",
    "add",
    "change_password",
    "change_role",
    "check_change_role",
    "check_disable",
    "check_reset",
    "check_reset_second_factor",
    "disable",
    "enrol",
    "enrolment_secret",
    "invite",
    "renew_recovery_codes",
    "reset",
    "reset_second_factor",
    "seen",
    "sign_in",
    "sign_in_by_provider",
    "sign_out",
    "sign_out_by_provider",
    "status_is",
]
