"""How staff sign in: the password first, the second factor after it."""

from __future__ import annotations

from sqlalchemy import update

from models import audit, mails
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.sign_in import known_browsers, throttle
from models.sign_in.throttle import SignInRefused, WrongPassword
from models.staff.queries import find_agent_by_email
from models.staff.tables import Agent
from models.values import passwords
from models.values.contacts import email_key


def sign_in(email: str, password: str, *, known_browser: str | None = None, actor: Actor) -> Agent:
    """The member of staff of this address and password: the first half of a staff sign-in.

    `known_browser`: the cookie of a browser in which somebody came in earlier. Raises `SignInRefused` alike
    for unknown, wrong, disabled, invited, delayed; in the same time.
    """
    name = email_key(email)[:200]
    agent = find_agent_by_email(email)
    browser = known_browsers.recognise(agent, known_browser) if agent and known_browser else None
    if browser is not None:  # counted by itself: neither the name nor the address is the strangers'
        spent = throttle.spend("known-browser", browser, ip=None)
    else:
        spent = throttle.spend("agent", name, ip=actor.ip)
    checked = agent.password_hash if agent is not None else None
    right = spent.allowed and passwords.verify(checked, password)  # a refused try costs no hash
    if agent is None or not (right and agent.is_active):
        throttle.record_failure(spent, agent=agent, actor=actor)
        raise SignInRefused
    rehashed = passwords.hash_(password) if passwords.is_outdated(checked or "") else None
    with transaction():
        lock_row(agent)
        if not agent.is_active or agent.password_hash != checked:
            raise SignInRefused  # disabled, or another password set, while this one was being checked
        throttle.succeed(spent)
        agent.last_seen_at = now()
        if rehashed:
            agent.password_hash = rehashed
        by = Actor.of_agent(agent, ip=actor.ip, request_id=actor.request_id)
        after: dict[str, object] = {"failures_before": spent.failures - 1} if spent.failures > 1 else {}
        if browser is not None and is_locked_out(agent):
            after["known_browser"] = True
        audit.record(AuditAction.SIGNED_IN, agent, actor=by, after=after or None)
    return agent


def is_locked_out(agent: Agent) -> bool:
    """Whether failures keep everybody out of this account for a while, save browsers that are known."""
    return throttle.is_waiting("agent", agent.email_key)


def seen(agent: Agent) -> None:
    """Keeps that this member of staff was here just now."""
    with transaction() as session:
        session.execute(update(Agent).where(Agent.id == agent.id).values(last_seen_at=now()))


def change_password(agent: Agent, *, current_password: str, password: str, actor: Actor) -> None:
    """Sets a new password for somebody who knows the current one; every session dies."""
    # First: a weak new one must not count as a failed try.
    passwords.check(password, minimum=passwords.SHORTEST_STAFF, about=(agent.name, agent.email))
    spent = throttle.spend("agent-own", str(agent.id), ip=None)  # a stranger's failures are not theirs
    checked = agent.password_hash
    if not (spent.allowed and passwords.verify(checked, current_password)):
        raise WrongPassword
    password_hash = passwords.hash_(password)
    with transaction():
        lock_row(agent)
        if not agent.is_active or agent.password_hash != checked:
            raise WrongPassword  # disabled, or another password set, while this one was being checked
        throttle.succeed(spent)
        agent.password_hash = password_hash
        agent.end_sessions()
        audit.record(AuditAction.PASSWORD_CHANGED, agent, actor=actor)
        mails.notify(MailKind.PASSWORD_CHANGED, agent.email, agent=agent)
