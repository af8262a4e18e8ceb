"""The Flask extensions, bound to one application by `install`."""

from __future__ import annotations

from flask import Flask, Response, request, session
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from views.access import SignedIn

COMPRESSION = {
    # A page's secret (its CSRF token) cannot be guessed from the length of answers: our cookies are
    # SameSite=Lax, so no other site makes a browser ask for many pages in somebody's name.
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"],
    "COMPRESS_STREAMS": False,
}


def install(app: Flask) -> None:
    """French, lighter answers, one login manager, CSRF on everything."""
    Babel(app, default_locale="fr", default_timezone="Europe/Paris")
    app.config.update(COMPRESSION)
    Compress(app)
    app.after_request(_whole)
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are ours: rows that can be killed
    manager.user_loader(load_person)
    CSRFProtect(app)


def load_person(identity: str) -> SignedIn | None:
    """The person of this session, provided that it is the one named and belongs to this door."""
    person = session.person  # type: ignore[attr-defined]
    signed_in = SignedIn(person) if person is not None else None
    return signed_in if signed_in is not None and signed_in.id == identity else None


def _whole(response: Response) -> Response:
    # A file is compressed whole: Flask-Compress would leave the one that it streams open.
    if request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        response.make_sequence()
    return response
