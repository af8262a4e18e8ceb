"""A person closes all that is open in their name, or says that they are still there."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import done
from views.portal.blueprint import account, portal


@portal.post("/mon-compte/deconnecter-partout")
@access.signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Kills every session, this one too."""
    accounts.sign_out_everywhere(account(), actor=access.current_actor())
    access.leave()
    return done("Toutes vos sessions sont fermées.", url_for("portal.sign_in"))


@portal.get("/session", endpoint="session")
@access.own_hands
@access.signed_in
def sign_of_life() -> ResponseReturnValue:
    """Sent when the reader asks to stay: when it ends now."""
    return dict(access.session_ends())
