"""The links of mails: each shows a page that consumes nothing, and says so when it is over."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from views.fields import page


def live_link(purpose: Purpose, secret: str) -> Token | None:
    """The live link of this secret; None when it is over; 404 when there never was one."""
    try:
        return tokens.peek(purpose, secret)
    except TokenExpired:
        return None
    except TokenUnknown:
        abort(404)


def over_page(template: str, token: str = "") -> ResponseReturnValue:
    """The page of a link that is over: gone for who follows it, refused for who sends its form."""
    return page(template, status=422 if request.method == "POST" else 410, token=token)
