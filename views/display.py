"""How a reader wants the pages: light or dark, single keys or not, dense lists or not; kept in a cookie."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, abort, redirect, request
from werkzeug.wrappers import Response

COOKIE = "affichage"
THEMES = ("auto", "light", "dark")
DENSITIES = ("roomy", "compact")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Display:
    """The choice: `theme` is one of THEMES; `keys` says whether single keys act (WCAG 2.1.4).

    `density`, one of DENSITIES, says how close the rows of a list stand.
    """

    theme: str = "auto"
    keys: bool = True
    density: str = "roomy"

    @property
    def forced(self) -> str | None:
        """What `data-bs-theme` says; None lets the system decide."""
        return None if self.theme == "auto" else self.theme


def read(request: Request) -> Display:
    """The choice that the cookie tells; an odd cookie is no choice."""
    theme, keys, density = (request.cookies.get(COOKIE, "").split(".") + ["", "", ""])[:3]
    if theme not in THEMES:
        return Display()
    return Display(theme, keys != "0", density if density in DENSITIES else "roomy")


def safe_path(target: str | None, otherwise: str) -> str:
    """The target when it is a plain path of this site, else the other one: never an open redirect."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if any(ord(sign) <= 32 or sign == "\\" for sign in target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else target


def choose() -> Response:
    """The route of both sites (POST): keeps the choice, goes back where the reader was.

    What the form leaves out stays; a tick that is off is left out too, so it goes with the light.
    """
    held, sent = read(request), request.form
    theme, density = sent.get("theme", held.theme), sent.get("density", held.density)
    if theme not in THEMES or density not in DENSITIES:
        abort(400)
    keys = int(bool(sent.get("keys")) if "theme" in sent else held.keys)
    home = "/console/" if request.path.startswith("/console/") else "/"
    with contextlib.suppress(ValueError):  # a Referer is whatever its sender likes
        came = urlsplit(request.headers.get("Referer", ""))
        if came.netloc == request.host:
            home = safe_path(f"{came.path}?{came.query}" if came.query else came.path, home)
    answer = redirect(safe_path(request.form.get("next"), home), 303)
    kept = f"{theme}.{keys}.{density}"
    answer.set_cookie(COOKIE, kept, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer
