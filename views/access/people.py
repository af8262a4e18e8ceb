"""Who asks: the person of this request, and the actor to hand to operations."""

from __future__ import annotations

import secrets
from typing import cast

from flask import g, request
from flask_login import UserMixin, current_user

from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.staff import Agent
from views.access.site_session import current_session
from views.access.typed_forms import author_of


class SignedIn(UserMixin):
    """The person of a session, as Flask-Login wants one; ids are `agent:1` and `pro:1`."""

    def __init__(self, person: Agent | ProAccount) -> None:
        self.person = person
        self.id = author_of(person)


def current_person() -> Agent | ProAccount | None:
    """Who is signed in on this site."""
    return getattr(current_user, "person", None)


def known_person() -> str | None:
    """Who this request turned out to be of, as `agent:1` or `pro:1`; nobody is looked up to answer that."""
    found = g.get("_login_user")  # where Flask-Login keeps whom it has loaded
    return found.id if isinstance(found, SignedIn) else None


def current_agent() -> Agent | None:
    """The member of staff who is signed in, on the console."""
    person = current_person()
    return person if isinstance(person, Agent) else None


def current_account() -> ProAccount | None:
    """The company's person who is signed in, on the portal."""
    person = current_person()
    return person if isinstance(person, ProAccount) else None


def awaited_agent() -> Agent | None:
    """The member of staff of whom a code may be asked: the password was right, now or earlier."""
    record = current_session().record
    return record.agent if record is not None else None


def awaited_account() -> ProAccount | None:
    """The company's person of whom a code is asked: the password was right, and nobody is in yet."""
    record = current_session().record
    return record.account if record is not None and record.signed_in_at is None else None


def request_id() -> str:
    """The number of this request, the same in the audit, the log and the answer."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def current_actor() -> Actor:
    """Who acts in this request, to hand to operations."""
    person = current_person()
    known = g.get("actor")
    if known is not None and known[0] is person:
        return cast(Actor, known[1])
    actor = _actor_of(person)
    g.actor = (person, actor)
    return actor


def _actor_of(person: Agent | ProAccount | None) -> Actor:
    ip, number = request.remote_addr, request_id()
    if isinstance(person, Agent):
        return Actor.of_agent(person, ip=ip, request_id=number)
    if isinstance(person, ProAccount):
        return Actor.of_account(person, ip=ip, request_id=number)
    return Actor.anonymous(ip=ip, request_id=number)
