"""Staff come by invitation, with a second factor."""

from __future__ import annotations

import base64
import hmac

from models import audit, mails
from models.audit import AuditAction
from models.kernel import keys
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission, Role
from models.sign_in import SecondFactorRefused, new_recovery_codes
from models.sign_in.codes import matching_step
from models.staff.queries import find_agent_by_email
from models.staff.tables import Agent
from models.values import contacts, passwords


class AgentExists(DomainError):
    """A member of staff has this address already."""

    field = "email"


def demand_management(actor: Actor) -> None:
    """Raises `NotAllowed` for whoever does not manage the staff."""
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
        AuditAction.AGENT_INVITED,
        agent,
        actor=actor,
        after={"email": agent.email, "name": agent.name, "role": agent.role},
    )
    return agent


def invite(email: str, *, name: str, role: Role, by_mail: bool = True, actor: Actor) -> tuple[Agent, Token]:
    """A new member of staff and the link that lets them in; owed by mail too, unless it is handed over."""
    demand_management(actor)
    with transaction():
        agent = _insert(email, name, role, actor)
        return agent, send_invitation(agent, by_mail)


def send_invitation(agent: Agent, by_mail: bool) -> Token:
    """A new invitation, in the transaction under way; the earlier one dies."""
    token = tokens.issue(Purpose.INVITATION, agent=agent)
    if by_mail:
        mails.notify(MailKind.INVITATION, agent.email, token=token, agent=agent)
    return token


def add(email: str, *, name: str, role: Role, password: str, totp_secret: str, actor: Actor) -> Agent:
    """A member of staff with password and second factor set at once: for the command line, which is trusted.

    Raises `AgentExists`, `PasswordRefused`, `SecondFactorRefused` for a secret that is not base 32.
    """
    demand_management(actor)
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
            raise TokenExpired(token=token)
        agent.password_hash, agent.totp_secret, agent.totp_last_step = password_hash, totp_secret, step
        agent.accepted_at = now()
        codes = new_recovery_codes(agent)
        by = Actor.of_agent(agent, ip=actor.ip, request_id=actor.request_id)
        audit.record(AuditAction.AGENT_ACCEPTED, agent, actor=by)
    return agent, codes
