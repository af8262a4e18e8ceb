"""What was typed into a form that came after the end of its session waits for the same person, unexecuted.

A form's token is signed by us and says whose page it stood on, and the browser that its page was ours: nobody
lays a form ready for somebody else, and no other site has a session begun here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, request
from flask import session as flask_session
from itsdangerous import BadData, URLSafeTimedSerializer

from models.accounts import ProAccount
from models.kernel import keys
from models.kernel.access import throttling
from models.kernel.access.sessions import LONGEST
from models.staff import Agent
from views.access.origins import comes_from_here
from views.access.sites import in_console

TYPED = "typed"
"""Where the session keeps it, encrypted."""

LARGEST, MOST_FIELDS = 64 * 1024, 200
"""Characters and fields of one form; a longer one is not kept."""

PER_PERSON, WINDOW = 30, timedelta(hours=1)

SECRET = re.compile(r"password|otp|secret|token|^(access_code|code|key)$")
"""Names of fields whose values are kept nowhere; a test compares them with the forms."""

_OURS = frozenset({"csrf_token", "next", "submission", "action"})
"""What nobody typed; the last is a button."""


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: on whose page, which page, what fields."""

    author: str
    page: str
    fields: tuple[tuple[str, str], ...]


def author_of(person: Agent | ProAccount) -> str:
    """The name under which a person's forms are told apart."""
    return f"{'agent' if isinstance(person, Agent) else 'pro'}:{person.id}"


def keep(page: str) -> bool:
    """Keeps the form of this request for the page that showed it; False when it is nobody's, or too long.

    What another site sends is not kept: its request brings no cookie of ours, and a session begun for it
    would take the place of the one that the browser has.
    """
    if not comes_from_here():
        return False
    author = _signed_author()
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OURS and not SECRET.search(name)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if author is None or not any(value.strip() for _, value in fields):
        return False
    if size > LARGEST or len(fields) > MOST_FIELDS:
        return False
    if not throttling.admit("typed-form", who=author, ip=None, limit=PER_PERSON, window=WINDOW):
        return False
    text = json.dumps({"author": author, "page": page.partition("?")[0], "fields": fields})
    flask_session[TYPED] = keys.current().box.encrypt(text.encode()).decode()
    return True


def _signed_author() -> str | None:
    """Whose page the form stood on, as its token says; None for a stranger's, and for one of long ago."""
    serializer = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")  # Flask-WTF's own
    token = request.form.get("csrf_token", "")
    try:
        value = serializer.loads(token, max_age=int(LONGEST.total_seconds()))
    except BadData:
        return None
    author, mark, _ = value.partition("|") if isinstance(value, str) else ("", "", "")
    is_of_this_site = author.startswith("agent:" if in_console() else "pro:")
    return author if mark and is_of_this_site else None


def find(person: Agent | ProAccount | None) -> Typed | None:
    """The form that waits for this person in this browser, if any."""
    box = flask_session.get(TYPED)
    if box is None or person is None:
        return None
    kept = json.loads(keys.current().box.decrypt(box.encode()))
    if kept["author"] != author_of(person):
        return None
    return Typed(kept["author"], kept["page"], tuple((name, value) for name, value in kept["fields"]))


def take_over(person: Agent | ProAccount) -> str | None:
    """What a new session of this person takes over from the one before it."""
    return flask_session.get(TYPED) if find(person) is not None else None


def give(box: str | None) -> None:
    """Puts into the new session what was taken over."""
    if box is not None:
        flask_session[TYPED] = box


def forget() -> None:
    """It was given back, and is so once."""
    flask_session.pop(TYPED, None)
