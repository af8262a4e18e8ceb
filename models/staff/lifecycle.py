"""What becomes of a member of staff: another role, a new beginning, a closed door."""

from __future__ import annotations

from sqlalchemy import func, select

from models import audit, mails
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, ReasonMissing
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Role
from models.sign_in import forget_second_factor
from models.sign_in.codes import random_secret
from models.staff.invitations import demand_management, send_invitation
from models.staff.tables import Agent


class LastAdministrator(DomainError):
    """Somebody must remain who can manage the staff."""


class AgentDisabled(DomainError):
    """The door is closed to this person already."""


class NotOneself(DomainError):
    """Nobody changes their own role, nor disables or resets themselves."""


class InvitationPending(DomainError):
    """The person has not accepted the invitation yet."""


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
    demand_management(actor)
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
        audit.record(AuditAction.AGENT_DISABLED, agent, actor=actor)


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
    """Forgets password, second factor, codes, who they are elsewhere; invites anew. Also re-enables."""
    demand_management(actor)
    with transaction():
        lock("agents")
        lock_row(agent)
        check_reset(agent, actor)
        agent.accepted_at = agent.password_hash = agent.disabled_at = agent.second_factor_reset_at = None
        agent.provider_issuer = agent.provider_subject = None
        forget_second_factor(agent)
        optimistic_lock.advance(agent)
        agent.end_sessions()
        audit.record(AuditAction.AGENT_RESET, agent, actor=actor)
        return send_invitation(agent, by_mail)


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
    demand_management(actor)
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        lock("agents")
        lock_row(agent)
        check_reset_second_factor(agent, actor)
        forget_second_factor(agent)
        agent.totp_secret = random_secret()
        agent.second_factor_reset_at = now()
        optimistic_lock.advance(agent)
        agent.end_sessions()
        audit.record(AuditAction.SECOND_FACTOR_RESET, agent, actor=actor, reason=reason.strip())
        mails.notify(MailKind.SECOND_FACTOR_RESET, agent.email, agent=agent)


def check_change_role(agent: Agent, actor: Actor) -> None:
    """Raises why this person's role is not changed."""
    _not_oneself(agent, actor)


def change_role(agent: Agent, role: Role, *, seen: str | None = None, actor: Actor) -> None:
    """Gives another role; sessions opened under the old one die.

    `seen`: the `mark` of the row that the person read; raises `Stale` when somebody changed it since.
    """
    demand_management(actor)
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
            AuditAction.AGENT_ROLE_CHANGED,
            agent,
            actor=actor,
            before={"role": before},
            after={"role": agent.role},
        )
