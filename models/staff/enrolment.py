"""A member of staff enrols a new second factor, and makes new recovery codes."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.sign_in import SecondFactorRefused, new_recovery_codes, throttle
from models.sign_in.codes import matching_step
from models.sign_in.second_factor import record_failure
from models.staff.tables import Agent


def enrol(agent: Agent, code: str, *, actor: Actor) -> list[str]:
    """Takes the new second factor after a reset, proved by a first code: ten recovery codes, told once.

    Tries are counted like those of a sign-in; raises `SecondFactorRefused`.
    """
    spent = throttle.spend("otp-agent", str(agent.id), ip=actor.ip)
    try:
        return _enrol(agent, code, spent, actor)
    except SecondFactorRefused:
        record_failure(spent, agent, actor)
        raise


def _enrol(agent: Agent, code: str, spent: throttle.Try, actor: Actor) -> list[str]:
    with transaction():
        lock_row(agent)
        secret = agent.totp_secret
        awaited = spent.allowed and agent.is_active and agent.must_enrol
        step = matching_step(secret, code, after=agent.totp_last_step) if awaited and secret else None
        if step is None:
            raise SecondFactorRefused
        agent.totp_last_step, agent.second_factor_reset_at = step, None
        codes = new_recovery_codes(agent)
        throttle.succeed(spent)
        audit.record(AuditAction.SECOND_FACTOR_ENROLLED, agent, actor=actor)
    return codes


def renew_recovery_codes(agent: Agent, *, actor: Actor) -> list[str]:
    """Ten new recovery codes in place of those that remain; told once."""
    with transaction():
        codes = new_recovery_codes(agent)
        audit.record(AuditAction.RECOVERY_CODES_RENEWED, agent, actor=actor)
        return codes
