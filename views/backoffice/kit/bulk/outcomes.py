"""What a step for several rows left as it was, and why: kept in the session, told on a page of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import abort, render_template, session, url_for

from models.permissions import Permission
from views import access
from views.backoffice.my_account.blueprint import backoffice

KEPT = 2
"""The outcomes that a session remembers: somebody works in a few windows."""


@dataclass(frozen=True)
class Line:
    """A row by its name, with what happens to it, or why nothing does."""

    name: str
    under: str
    href: str
    words: str


def keep(left: Sequence[Line], **facts: object) -> str:
    """Remembers an outcome for whoever is signed in; the address of its page."""
    key = secrets.token_urlsafe(9)
    outcome = {**facts, "left": [asdict(line) for line in left]}
    session["lots"] = dict([*session.get("lots", {}).items(), (key, outcome)][-KEPT:])
    return url_for("backoffice.outcome", key=key)


@backoffice.get("/lot/<key>")
@access.requires(Permission.READ)
def outcome(key: str) -> str:
    """Tells an outcome to whoever took the step; to others it does not exist."""
    kept = session.get("lots", {}).get(key) or abort(404)
    return render_template("backoffice/outcome.html", outcome=kept)
