"""How long an activation link still lives, in words."""

from __future__ import annotations

from datetime import timedelta

from models.accounts import AccountStatus, ProAccount
from models.kernel.clock import now
from views import formats
from views.messages import tag_of


def time_left(person: ProAccount | None) -> str:
    """What is left of the link: « 31 h »; nothing where there is none to follow."""
    if person is None or person.status is not AccountStatus.PENDING:
        return ""
    hours = (person.link_ends_at - now()) // timedelta(hours=1)
    return f"{hours}{formats.NBSP}h" if hours else "moins d’une heure"


def link_words(person: ProAccount) -> str:
    """The state of an account, with what is left of its link: « À activer, 31 h »."""
    rest, words = time_left(person), tag_of(person.status).words
    return f"{words}, {rest}" if rest else words
