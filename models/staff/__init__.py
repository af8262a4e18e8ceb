"""Staff: agents, supervisors, administrators; never the same population as companies' people."""

from models.staff.departures import sign_out
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
    random_secret,
    reset,
    reset_second_factor,
)
from models.staff.second_factor import (
    SecondFactorRefused,
    check_second_factor,
    current_code,
    enrol,
    provisioning_uri,
    recovery_codes_left,
    renew_recovery_codes,
)
from models.staff.signing import change_password, seen, sign_in
from models.staff.tables import Agent, AgentStatus, RecoveryCode, status_is

__all__ = [
    "Agent",
    "AgentDisabled",
    "AgentExists",
    "AgentStatus",
    "InvitationPending",
    "LastAdministrator",
    "NotOneself",
    "RecoveryCode",
    "SecondFactorRefused",
    "accept_invitation",
    "add",
    "change_password",
    "change_role",
    "check_change_role",
    "check_disable",
    "check_reset",
    "check_reset_second_factor",
    "check_second_factor",
    "current_code",
    "disable",
    "enrol",
    "enrolment_secret",
    "invite",
    "provisioning_uri",
    "random_secret",
    "recovery_codes_left",
    "renew_recovery_codes",
    "reset",
    "reset_second_factor",
    "seen",
    "sign_in",
    "sign_out",
    "status_is",
]
