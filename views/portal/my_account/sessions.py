"""A person sees what is open in their name, ends it, or says that they are still there."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.access import open_sessions
from views.fields import done, page, row_id
from views.portal.blueprint import account, portal


@portal.get("/mon-compte/sessions", endpoint="sessions")
@access.own_hands
@access.signed_in
def show_sessions() -> ResponseReturnValue:
    """Every open session, this one marked."""
    return page("portal/my_account/sessions.html", opened=open_sessions.list_opened(account()))


@portal.post("/mon-compte/sessions/<id>/fermer")
@access.signed_in
def end_session(id: str) -> ResponseReturnValue:
    """Ends one of them."""
    open_sessions.end_session(account(), row_id(id))
    return done("La session est fermée.", url_for("portal.sessions"), more=_code_again())


@portal.post("/mon-compte/sessions/fermer")
@access.signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Ends all but this one."""
    ended = open_sessions.end_other_sessions(account())
    return done(open_sessions.words_of_ended(ended), url_for("portal.sessions"), more=_code_again())


def _code_again() -> str:
    return "Les autres navigateurs redemanderont votre code." if account().has_second_factor else ""


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
