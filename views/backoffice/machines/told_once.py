"""A new secret goes from the form that made it to the one page that shows it, and nowhere else."""

from __future__ import annotations

from flask import session

from models.kernel import keys

API_KEY, WEBHOOK = "api-key", "webhook-secret"
"""Where the session keeps a new key, or a subscription's secret, encrypted, until its page was shown."""


def keep(kind: str, number: int, secret: str | None) -> None:
    """For the page of that row; nothing where a double click found it made already."""
    if secret is not None:
        session[kind] = [number, keys.current().box.encrypt(secret.encode()).decode()]


def take(kind: str, number: int) -> str | None:
    """The secret to show now, and never again."""
    kept = session.get(kind)
    if kept is None or kept[0] != number:
        return None
    del session[kind]
    return keys.current().box.decrypt(kept[1].encode()).decode()
