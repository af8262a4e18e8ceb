"""One's open sessions as a page lists them, and how they are ended from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort

from models import sign_in
from models.accounts import ProAccount
from models.sign_in import open_sessions
from models.staff import Agent
from views.access.browsers import name_of
from views.access.people import current_actor
from views.access.site_session import current_session
from views.formats import plural


@dataclass(frozen=True)
class Opened:
    """One session: its number, its browser in plain words, since when, last seen, whether it is this one."""

    number: int
    browser: str
    since: datetime
    seen: datetime
    is_here: bool


def list_opened(person: Agent | ProAccount) -> list[Opened]:
    """This one first, then the last seen."""
    secret = current_session().secret
    found = [
        Opened(
            each.id,
            name_of(each.user_agent),
            each.started_at,
            each.seen_at,
            open_sessions.is_here(each, secret),
        )
        for each in open_sessions.list_open(person)
    ]
    return sorted(found, key=lambda each: not each.is_here)


def end_session(person: Agent | ProAccount, number: int) -> None:
    """Ends one of theirs; one that is nobody's, or somebody else's, does not exist."""
    trusted = current_session().trusted_secret
    try:
        sign_in.end_one(person, number, trusted=trusted, actor=current_actor())
    except sign_in.SessionGone:
        abort(404)


def end_other_sessions(person: Agent | ProAccount) -> int:
    """Ends all but this one; returns how many were open."""
    here = current_session()
    return sign_in.end_others(person, here=here.secret, trusted=here.trusted_secret, actor=current_actor())


def words_of_ended(count: int) -> str:
    """What is said once the others are ended."""
    if not count:
        return "Aucune autre session n’était ouverte."
    return f"{plural(count, 'session fermée', 'sessions fermées')}."
