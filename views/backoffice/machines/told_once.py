"""A new key goes from the form that made it to the one page that shows it, and nowhere else."""

from __future__ import annotations

from flask import session

from models.kernel import keys
from models.staff.machines import Issued

KEY = "api-key"
"""Where the session keeps a new key, encrypted, until its page was shown."""


def keep(issued: Issued) -> None:
    """For the page of that key; nothing where a double click found it made already."""
    if issued.secret is not None:
        box = keys.current().box.encrypt(issued.secret.encode()).decode()
        session[KEY] = [issued.key.id, box]


def take(number: int) -> str | None:
    """The key to show now, and never again."""
    held = session.get(KEY)
    if held is None or held[0] != number:
        return None
    del session[KEY]
    return keys.current().box.decrypt(held[1].encode()).decode()
