"""The console's plain pages: its door, the invitation, one's own account, the display and the session."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from models.staff import Agent
from views import access, display

backoffice = Blueprint("backoffice", __name__, url_prefix="/console")

HOME = "/console/"


def person() -> Agent:
    """The member of staff who is signed in; for views that nobody else reaches."""
    found = access.current_agent()
    assert found is not None
    return found


@backoffice.post("/affichage", endpoint="display")
@access.signed_in
def choose_display() -> ResponseReturnValue:
    """Light or dark, with or without single keys."""
    return display.choose()


@backoffice.get("/session")
@access.signed_in
def session() -> ResponseReturnValue:
    """A sign of life, sent when the reader asks to stay: when it ends now."""
    return access.session_ends()
