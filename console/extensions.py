"""The Flask extensions, bound to one application by `install`."""

from __future__ import annotations

from flask import Flask, session
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from views.access import SignedIn


def install(app: Flask) -> None:
    """French, Bootstrap's files, one login manager, CSRF on everything."""
    Babel(app, default_locale="fr", default_timezone="Europe/Paris")
    Bootstrap5(app)
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are ours: rows that can be killed
    manager.user_loader(load_person)
    CSRFProtect(app)


def load_person(identity: str) -> SignedIn | None:
    """The person of this session, provided that it is the one named and belongs to this door."""
    person = session.person  # type: ignore[attr-defined]
    signed_in = SignedIn(person) if person is not None else None
    return signed_in if signed_in is not None and signed_in.id == identity else None
