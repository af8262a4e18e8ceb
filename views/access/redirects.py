"""Where a visitor is sent: to a sign-in and back, and never to another's address."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import current_app, flash, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from views.access import typed_forms
from views.access.site_session import session_is_over
from views.access.sites import in_console, is_console

CONSOLE_SIGN_IN = "/console/connexion"
CONSOLE_CODE = "/console/connexion/code"
PORTAL_SIGN_IN = "/connexion"
PORTAL_CODE = "/connexion/code"
SESSION_OVER = "Votre session est terminée."
CODE_WANTED = "Ce que vous faites demande de nouveau votre code."
KEPT = "Ce que vous avez tapé vous sera remis ensuite, sauf les codes et les fichiers."


def safe_next(target: str | None, default: str) -> str:
    """`target` if it is a path of ours on the same site as `default`, else `default`."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if any(ord(letter) <= 32 or letter in "\\\x7f" for letter in target):
        return default  # browsers drop or turn some of these, and an address appears
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    if parts.scheme or parts.netloc or is_console(parts.path) != is_console(default):
        return default
    return target


def next_or(default: str) -> str:
    """Where the visitor wanted to go, carried by `next` in the address or the form; else `default`."""
    return safe_next(request.values.get("next"), default)


def wanted_page() -> str:
    """The page to come back to."""
    # A form's address cannot always be opened: after a POST the page that held the form is wanted.
    if request.method in ("GET", "HEAD"):
        return request.full_path if request.query_string else request.path
    return page_of_form() or _home()


def page_of_form() -> str | None:
    """The page that held the form that was sent, if it is one of ours and can be opened."""
    for page in (_referrer(), request.path):
        if page and safe_next(page, _home()) == page and _opens(page):
            return page
    return None


def _home() -> str:
    return "/console/" if in_console() else "/"


def _referrer() -> str:
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if referrer.netloc != request.host:
        return ""
    return f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path


def _opens(page: str) -> bool:
    """Whether an address is one of ours that can be opened, rather than only be sent to."""
    try:
        current_app.url_map.bind("").match(page.partition("?")[0], method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def send_to(address: str) -> Response:
    """To a sign-in, which leads back here; says so when a session came to its end."""
    wanted = wanted_page()
    kept = request.method == "POST" and page_of_form() is not None and typed_forms.keep(wanted)
    if kept or session_is_over():
        fact = CODE_WANTED if address in (CONSOLE_CODE, PORTAL_CODE) else SESSION_OVER
        more = KEPT if kept else "Reconnectez-vous : vous reviendrez à cette page."
        flash({"fact": fact, "more": more}, "info")  # type: ignore[arg-type]
    return redirect(f"{address}?{urlencode({'next': wanted})}", 303)


def ask_code() -> Response:
    """To the page of the second factor, and back."""
    return send_to(CONSOLE_CODE if in_console() else PORTAL_CODE)
