"""The sessions that are open in a person's name: listed, ended one by one or all but this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from models import audit
from models.audit import AuditAction
from models.kernel.access import trusted_browsers
from models.kernel.access.sessions import Session
from models.kernel.actors import Actor, row_is_of
from models.kernel.base import db
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.keys import digest_of
from models.kernel.transactions import transaction

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent

LONGEST = 50
"""Sessions that a page lists; nobody opens so many in ten hours."""


class SessionGone(DomainError):
    """The session has ended already, or is none of theirs."""


def list_open(person: Agent | ProAccount) -> list[Session]:
    """The sessions in which this person is in, the last seen first; those that await a code are none."""
    query = select(Session).where(row_is_of(Session, person), Session.signed_in_at.is_not(None))
    found = db.session.scalars(query.order_by(Session.seen_at.desc(), Session.id.desc()).limit(LONGEST))
    return [opened for opened in found if opened.is_live]


def count_open(person: Agent | ProAccount) -> int:
    """How many they are."""
    return len(list_open(person))


def end_one(person: Agent | ProAccount, number: int, *, trusted: str | None, actor: Actor) -> None:
    """Ends one session of theirs, by its number; the code is asked again in every browser but this one.

    `trusted`: the secret of the browser that asks, which stays trusted. Raises `SessionGone`, `NotAllowed`.
    """
    _demand_oneself(person, actor)
    with transaction() as session:
        done = session.execute(delete(Session).where(Session.id == number, row_is_of(Session, person)))
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise SessionGone
        _after_ending(person, 1, trusted, actor)


def end_others(person: Agent | ProAccount, *, here: str | None, trusted: str | None, actor: Actor) -> int:
    """Ends every session of theirs but this one, told by its secret; returns how many were open.

    Those that await a code go too. Raises `NotAllowed`.
    """
    _demand_oneself(person, actor)
    with transaction() as session:
        others = [opened for opened in list_open(person) if not is_here(opened, here)]
        this = digest_of(here) if here is not None else ""
        session.execute(delete(Session).where(row_is_of(Session, person), Session.digest != this))
        _after_ending(person, len(others), trusted, actor)
        return len(others)


def is_here(opened: Session, secret: str | None) -> bool:
    """Whether it is the session of this secret."""
    return secret is not None and opened.digest == digest_of(secret)


def forget(person: Agent | ProAccount) -> None:
    """No row of a session tells of this person any more, in the transaction under way."""
    with transaction() as session:
        session.execute(delete(Session).where(row_is_of(Session, person)))


def _demand_oneself(person: Agent | ProAccount, actor: Actor) -> None:
    if (actor.kind, actor.id) != (person.audit_kind, person.id):
        raise NotAllowed


def _after_ending(person: Agent | ProAccount, count: int, trusted: str | None, actor: Actor) -> None:
    trusted_browsers.forget(person, keep=trusted)
    audit.record(AuditAction.SESSIONS_ENDED, person, actor=actor, after={"sessions": count})
