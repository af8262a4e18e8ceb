"""The second factor of staff: the code of the moment, each step once, or one of ten recovery codes."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp
from sqlalchemy import delete, func, select, update

from models import audit
from models.accounts import sign_in_throttle
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.staff.tables import Agent, RecoveryCode

STEP_SECONDS = 30
RECOVERY_CODES = 10


class SecondFactorRefused(DomainError):
    """The code is wrong, was used already, or comes during a delay."""

    field = "otp"


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The time step, one early to one late, whose code this is, if it comes after the last one used."""
    code = code.replace(" ", "").replace("\u202f", "").replace("\xa0", "")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    current, found = int(now().timestamp()) // STEP_SECONDS, None
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        same = hmac.compare_digest(totp.generate_otp(step), code)
        if same and step > after and found is None:
            found = step
    return found


def _recovery_digest(code: str) -> str:
    return hashlib.sha256(
        code.replace("-", "").replace(" ", "").lower().encode("utf-8", "surrogatepass")
    ).hexdigest()


def new_recovery_codes(agent: Agent) -> list[str]:
    """Ten new codes in the transaction under way; the old ones die. 50 random bits each, told once."""
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent.id))
        alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
        codes = ["".join(secrets.choice(alphabet) for _ in range(10)) for _ in range(RECOVERY_CODES)]
        session.add_all(RecoveryCode(agent_id=agent.id, digest=_recovery_digest(code)) for code in codes)
        return [f"{code[:5]}-{code[5:]}" for code in codes]


def renew_recovery_codes(agent: Agent, *, actor: Actor) -> list[str]:
    """Ten new recovery codes in place of those that remain; told once."""
    with transaction():
        codes = new_recovery_codes(agent)
        audit.record(AuditAction.RECOVERY_CODES_RENEWED, agent, actor=actor)
        return codes


def check_second_factor(agent: Agent, code: str, *, actor: Actor) -> None:
    """Accepts a code of the current time step (one early, one late, each step once) or a recovery code.

    Tries are counted like passwords; raises `SecondFactorRefused`.
    """
    spent = sign_in_throttle.spend("otp", str(agent.id), ip=None)
    accepted = spent.allowed and agent.is_active and not agent.must_enrol and _use(agent, code, actor)
    if not accepted:
        _record_failure(spent, agent, actor)
        raise SecondFactorRefused
    with transaction():
        sign_in_throttle.succeed(spent)


def _record_failure(spent: sign_in_throttle.Try, agent: Agent, actor: Actor) -> None:
    if spent.allowed and spent.failures in (1, sign_in_throttle.FREE_FAILURES):
        with transaction():
            audit.record(
                AuditAction.SECOND_FACTOR_FAILED, agent, actor=actor, after={"failures": spent.failures}
            )


def _use(agent: Agent, code: str, actor: Actor) -> bool:
    secret = agent.totp_secret
    if secret is None:
        return False
    with transaction() as session:
        lock_row(agent)
        step = matching_step(secret, code, after=agent.totp_last_step)
        if step is not None:
            agent.totp_last_step = step
            return True
        used = session.execute(
            update(RecoveryCode)
            .where(RecoveryCode.agent_id == agent.id, RecoveryCode.digest == _recovery_digest(code))
            .where(RecoveryCode.used_at.is_(None))
            .values(used_at=now())
        )
        return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def enrol(agent: Agent, code: str, *, actor: Actor) -> list[str]:
    """Takes the new second factor after a reset, proved by a first code: ten recovery codes, told once.

    Tries are counted like those of a sign-in; raises `SecondFactorRefused`.
    """
    spent = sign_in_throttle.spend("otp", str(agent.id), ip=None)
    try:
        return _enrol(agent, code, spent, actor)
    except SecondFactorRefused:
        _record_failure(spent, agent, actor)
        raise


def _enrol(agent: Agent, code: str, spent: sign_in_throttle.Try, actor: Actor) -> list[str]:
    with transaction():
        lock_row(agent)
        secret = agent.totp_secret
        awaited = spent.allowed and agent.is_active and agent.must_enrol
        step = matching_step(secret, code, after=agent.totp_last_step) if awaited and secret else None
        if step is None:
            raise SecondFactorRefused
        agent.totp_last_step, agent.second_factor_reset_at = step, None
        codes = new_recovery_codes(agent)
        sign_in_throttle.succeed(spent)
        audit.record(AuditAction.SECOND_FACTOR_ENROLLED, agent, actor=actor)
    return codes


def current_code(agent: Agent) -> str | None:
    """The code of this moment, for the demonstration alone: its callers check the environment."""
    secret = agent.totp_secret
    if secret is None:
        return None
    totp = pyotp.TOTP(secret)
    step = int(now().timestamp()) // STEP_SECONDS
    return str(totp.generate_otp(step if step > agent.totp_last_step else step + 1))


def provisioning_uri(agent: Agent, secret: str, *, issuer: str) -> str:
    """The `otpauth:` address that an authentication app reads from a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=agent.email, issuer_name=issuer))


def recovery_codes_left(agent: Agent) -> int:
    """How many recovery codes remain."""

    query = select(func.count()).where(RecoveryCode.agent_id == agent.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0
