"""Staff come in through the identity provider of their house: by invitation still, then by its subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from models import audit, mails
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import sessions, tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.sign_in.codes import random_secret
from models.staff.queries import find_agent_by_email
from models.staff.tables import Agent

RECENT = timedelta(minutes=2)
"""So long ago at most the person gave their proofs, where they were asked for again."""


class NotInvited(DomainError):
    """Nobody whom the provider names may come in: never invited, gone, or known there under another name."""


class ProviderRefused(DomainError):
    """What came back is not to be believed, or the provider let nobody in."""


class ProviderAway(DomainError):
    """The provider does not answer."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What the provider says of a person, its signature checked.

    `email` is empty where the provider does not vouch for it. `is_strong`: two factors were given there.
    `authenticated_at`: when the person gave them, where that is said. `session`: the provider's name for it.
    `hint`: its own words, by which it knows the person again who signs out.
    """

    issuer: str
    subject: str
    email: str = ""
    is_strong: bool = False
    authenticated_at: datetime | None = None
    session: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a browser is sent, and what must come back with it; the three are kept on our side alone."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class EndedThere:
    """The provider says who signed out: everywhere, or out of one session of it."""

    issuer: str
    subject: str
    session: str
    at: datetime


class IdentityProvider(Protocol):
    """Who says of a browser whose it is."""

    @property
    def name(self) -> str:
        """How staff call it."""

    def depart(self, back: str, *, again: bool = False) -> Departure:
        """The way there and back; `again`: the proofs are given anew. Raises `ProviderAway`."""

    def arrive(self, answer: dict[str, str], departure: Departure, back: str) -> Assertion:
        """Who came back. Raises `ProviderRefused`, `ProviderAway`."""

    def farewell(self, back: str, *, hint: str, state: str) -> str:
        """Where a browser signs out there too, and comes back; empty where that is not to be had.

        Raises `ProviderAway`.
        """

    def read_end(self, token: str) -> EndedThere:
        """What a logout token says. Raises `ProviderRefused`, `ProviderAway`."""


def sign_in_by_provider(person: Assertion, *, actor: Actor) -> Agent:
    """The member of staff whom the provider names: the same subject as before, else who was invited there.

    An address is matched once: it must be one for which the provider vouches, of somebody invited or active,
    whom no subject was matched with before. The match accepts an invitation. Whoever gave one factor there
    and has no second one here enrols it at once (`Agent.must_enrol`). Raises `NotInvited`.
    """
    with transaction():
        lock("agents")
        agent = find_by_subject(person.issuer, person.subject)
        is_new = agent is None
        if agent is None and person.email:
            agent = find_agent_by_email(person.email)
        if agent is None:
            raise NotInvited
        lock_row(agent)
        if agent.disabled_at is not None or (is_new and agent.provider_subject is not None):
            raise NotInvited
        by = Actor.of_agent(agent, ip=actor.ip, request_id=actor.request_id)
        if is_new:
            _match(agent, person, by)
        if not person.is_strong and agent.totp_box is None:
            agent.totp_secret, agent.second_factor_reset_at = random_secret(), now()
        agent.last_seen_at = now()
        audit.record(AuditAction.SIGNED_IN, agent, actor=by, after={"provider": person.issuer})
    return agent


def _match(agent: Agent, person: Assertion, by: Actor) -> None:
    agent.provider_issuer, agent.provider_subject = person.issuer, person.subject
    optimistic_lock.advance(agent)
    after = {"provider": person.issuer}
    audit.record(AuditAction.AGENT_MATCHED, agent, actor=by, after=after)
    if agent.accepted_at is None:
        agent.accepted_at = now()
        tokens.end_all(Purpose.INVITATION, agent=agent)
        audit.record(AuditAction.AGENT_ACCEPTED, agent, actor=by)
    else:
        mails.notify(MailKind.AGENT_MATCHED, agent.email, agent=agent)


def find_by_subject(issuer: str, subject: str) -> Agent | None:
    """Whom this subject of this provider was matched with."""
    query = select(Agent).where(Agent.provider_issuer == issuer, Agent.provider_subject == subject)
    return db.session.scalar(query)


def sign_out_by_provider(ended: EndedThere, *, actor: Actor) -> int:
    """Ends the sessions that the provider opened and has ended; returns how many.

    Those begun since are none of it: the same word said twice ends nothing more.
    """
    with transaction():
        agent = find_by_subject(ended.issuer, ended.subject) if ended.subject else None
        if ended.subject and agent is None:
            return 0
        count = sessions.end_of_provider(ended.session or None, agent=agent, until=ended.at)
        if count and agent is not None:
            audit.record(
                AuditAction.SESSIONS_ENDED,
                agent,
                actor=actor,
                after={"sessions": count, "provider": ended.issuer},
            )
        return count
