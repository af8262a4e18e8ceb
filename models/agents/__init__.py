"""Staff: agents, supervisors, administrators; never the same population as companies' people."""

from models.agents.lifecycle import (
    AgentExists,
    InvitationPending,
    LastAdministrator,
    NotOneself,
    accept_invitation,
    add,
    change_role,
    disable,
    enrolment_secret,
    invite,
    random_secret,
    reset,
)
from models.agents.signing import (
    SecondFactorRefused,
    change_password,
    check_second_factor,
    current_code,
    provisioning_uri,
    recovery_codes_left,
    sign_in,
)
from models.agents.tables import Agent, AgentStatus, RecoveryCode, find_by_email, list_supervisors

__all__ = [
    "Agent",
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
    "check_second_factor",
    "current_code",
    "disable",
    "enrolment_secret",
    "find_by_email",
    "invite",
    "list_supervisors",
    "provisioning_uri",
    "random_secret",
    "recovery_codes_left",
    "reset",
    "sign_in",
]
