"""Staff come by invitation, with a second factor, and go at once."""

from __future__ import annotations

import base64
import hmac

import pyotp
from sqlalchemy import delete, func, select

from models import audit, mails
from models.kernel import keys, optimistic_lock, sessions, tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing
from models.kernel.locks import lock, lock_row
from models.kernel.tokens import Purpose, Token
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission, Role
from models.staff.queries import find_agent_by_email
from models.staff.signing import SecondFactorRefused, matching_step, new_recovery_codes
from models.staff.tables import Agent, RecoveryCode
from models.values import contacts, passwords


class AgentExists(DomainError):
    """A member of staff has this address already."""

    field = "email"


class LastAdministrator(DomainError):
    """Somebody must remain who can manage the staff."""


class AgentDisabled(DomainError):
    """The door is closed to this person already."""


class NotOneself(DomainError):
    """Nobody changes his own role, nor disables or resets himself."""


class InvitationPending(DomainError):
    """The person has not accepted the invitation yet."""


def _managing(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_STAFF):
        raise NotAllowed


def _insert(email: str, name: str, role: Role, actor: Actor) -> Agent:
    session = db.session()
    lock("agents")
    if find_agent_by_email(email) is not None:
        raise AgentExists
    agent = Agent(
        email=contacts.email(email),
        name=name.strip(),
        role=Role(role).value,
        created_at=now(),
        totp_last_step=0,
    )
    agent.refresh_search()
    session.add(agent)
    session.flush()
    audit.record(
        "agent-invited",
        agent,
        actor=actor,
        after={"email": agent.email, "name": agent.name, "role": agent.role},
    )
    return agent


def invite(email: str, *, name: str, role: Role, by_mail: bool = True, actor: Actor) -> tuple[Agent, Token]:
    """A new member of staff and the link that lets them in; owed by mail too, unless it is handed over."""
    _managing(actor)
    with transaction():
        agent = _insert(email, name, role, actor)
        return agent, _send_invitation(agent, by_mail)


def _send_invitation(agent: Agent, by_mail: bool) -> Token:
    token = tokens.issue(Purpose.INVITATION, agent=agent)
    if by_mail:
        mails.notify(MailKind.INVITATION, agent.email, token=token, agent=agent)
    return token


def add(email: str, *, name: str, role: Role, password: str, totp_secret: str, actor: Actor) -> Agent:
    """A member of staff with password and second factor set at once: for the command line, which is trusted.

    Raises `AgentExists`, `PasswordRefused`, `SecondFactorRefused` for a secret that is not base 32.
    """
    _managing(actor)
    passwords.check(password, minimum=passwords.SHORTEST_STAFF, about=(name, email))
    if not totp_secret:
        raise SecondFactorRefused
    try:
        base64.b32decode(totp_secret.upper() + "=" * (-len(totp_secret) % 8))
    except ValueError:
        raise SecondFactorRefused from None
    password_hash = passwords.hash_(password)
    with transaction():
        agent = _insert(email, name, role, actor)
        agent.password_hash, agent.totp_secret, agent.accepted_at = password_hash, totp_secret, now()
        return agent


def enrolment_secret(token: Token) -> str:
    """The second factor offered on the page of an invitation: the same at each reload of the same link."""
    raw = hmac.digest(keys.current().derive("enrolment"), token.seed.encode(), "sha256")
    return base64.b32encode(raw[:20]).decode()


def accept_invitation(secret: str, password: str, otp: str, *, actor: Actor) -> tuple[Agent, list[str]]:
    """Consumes the link; sets password and second factor. Returns the ten recovery codes, told once."""
    token = tokens.peek(Purpose.INVITATION, secret)
    agent = token.agent
    assert agent is not None
    passwords.check(password, minimum=passwords.SHORTEST_STAFF, about=(agent.name, agent.email))
    totp_secret = enrolment_secret(token)
    step = matching_step(totp_secret, otp, after=0)
    if step is None:
        raise SecondFactorRefused
    password_hash = passwords.hash_(password)
    with transaction():
        agent = tokens.consume(Purpose.INVITATION, secret).agent
        assert agent is not None
        lock_row(agent)
        if agent.disabled_at is not None:
            raise tokens.TokenExpired(token=token)
        agent.password_hash, agent.totp_secret, agent.totp_last_step = password_hash, totp_secret, step
        agent.accepted_at = now()
        codes = new_recovery_codes(agent)
        by = Actor.of_agent(agent, ip=actor.ip, request_id=actor.request_id)
        audit.record("agent-accepted", agent, actor=by)
    return agent, codes


def _others_manage(agent: Agent) -> bool:
    query = (
        select(func.count())
        .select_from(Agent)
        .where(
            Agent.role == Role.ADMIN.value,
            Agent.is_active,
            Agent.id != agent.id,
        )
    )
    return bool(db.session.scalar(query))


def check_disable(agent: Agent, actor: Actor) -> None:
    """Raises why the door is not to be closed to this person."""
    _not_oneself(agent, actor)
    if agent.disabled_at is not None:
        raise AgentDisabled
    if agent.role == Role.ADMIN.value and agent.accepted_at is not None and not _others_manage(agent):
        raise LastAdministrator


def disable(agent: Agent, *, actor: Actor) -> None:
    """Closes the door at once: sessions and links die. Never the last administrator's, nor one's own."""
    _managing(actor)
    with transaction():
        lock("agents")
        lock_row(agent)
        if agent.disabled_at is not None:
            return
        check_disable(agent, actor)
        agent.disabled_at = now()
        optimistic_lock.advance(agent)
        agent.end_sessions()
        tokens.end_all(Purpose.INVITATION, agent=agent)
        audit.record("agent-disabled", agent, actor=actor)


def _not_oneself(agent: Agent, actor: Actor) -> None:
    if actor.kind == "agent" and actor.id == agent.id:
        raise NotOneself


def check_reset(agent: Agent, actor: Actor) -> None:
    """Raises why this person's access is not to be begun anew."""
    _not_oneself(agent, actor)
    manages = agent.role == Role.ADMIN.value and agent.is_active
    if manages and actor.kind == "agent" and not _others_manage(agent):
        raise LastAdministrator


def reset(agent: Agent, *, by_mail: bool = True, actor: Actor) -> Token:
    """Forgets password, second factor and recovery codes; a new invitation is owed. Also re-enables."""
    _managing(actor)
    with transaction() as session:
        lock("agents")
        lock_row(agent)
        check_reset(agent, actor)
        agent.accepted_at = agent.password_hash = agent.totp_box = agent.disabled_at = None
        optimistic_lock.advance(agent)
        agent.second_factor_reset_at = None
        agent.totp_last_step = 0
        agent.end_sessions()
        session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent.id))
        sessions.forget_browsers(agent)
        audit.record("agent-reset", agent, actor=actor)
        return _send_invitation(agent, by_mail)


def check_reset_second_factor(agent: Agent, actor: Actor) -> None:
    """Raises why this person's second factor is not to be forgotten."""
    _not_oneself(agent, actor)
    if agent.disabled_at is not None:
        raise AgentDisabled
    if agent.accepted_at is None:
        raise InvitationPending


def reset_second_factor(agent: Agent, *, reason: str, actor: Actor) -> None:
    """A lost telephone: the secret, the recovery codes and the known browsers are forgotten, sessions die.

    The password stays; whoever knows it enrols a new second factor at the next sign-in. The secret of that
    one is made here, and shown on that page alone: an active member of staff is never without one.
    """
    _managing(actor)
    if not reason.strip():
        raise ReasonMissing
    with transaction() as session:
        lock("agents")
        lock_row(agent)
        check_reset_second_factor(agent, actor)
        agent.totp_secret, agent.totp_last_step = random_secret(), 0
        agent.second_factor_reset_at = now()
        optimistic_lock.advance(agent)
        agent.end_sessions()
        session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent.id))
        sessions.forget_browsers(agent)
        audit.record("second-factor-reset", agent, actor=actor, reason=reason.strip())
        mails.notify(MailKind.SECOND_FACTOR_RESET, agent.email, agent=agent)


def check_change_role(agent: Agent, actor: Actor) -> None:
    """Raises why this person's role is not changed."""
    _not_oneself(agent, actor)


def change_role(agent: Agent, role: Role, *, seen: str | None = None, actor: Actor) -> None:
    """Gives another role; sessions opened under the old one die.

    `seen`: the `mark` of the row that the person read; raises `Stale` when somebody changed it since.
    """
    _managing(actor)
    check_change_role(agent, actor)
    with transaction():
        lock("agents")
        lock_row(agent)
        optimistic_lock.expect(agent, seen)
        before = agent.role
        if before == Role.ADMIN.value and Role(role) is not Role.ADMIN and not _others_manage(agent):
            raise LastAdministrator
        agent.role = Role(role).value
        optimistic_lock.advance(agent)
        agent.end_sessions()
        audit.record(
            "agent-role-changed", agent, actor=actor, before={"role": before}, after={"role": agent.role}
        )


def random_secret() -> str:
    """A new second-factor secret, in base 32."""
    return pyotp.random_base32()
