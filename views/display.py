"""How a reader wants the pages: light or dark, with or without single-key shortcuts; kept in a cookie."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, abort, redirect, request
from werkzeug.wrappers import Response

COOKIE = "affichage"
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Display:
    """The choice: `theme` is one of THEMES; `keys` says whether single keys act (WCAG 2.1.4)."""

    theme: str = "auto"
    keys: bool = True

    @property
    def forced(self) -> str | None:
        """What `data-bs-theme` says; None lets the system decide."""
        return None if self.theme == "auto" else self.theme


def read(asked: Request) -> Display:
    """The choice that the cookie tells; an odd cookie is no choice."""
    theme, _, keys = asked.cookies.get(COOKIE, "").partition(".")
    return Display(theme, keys != "0") if theme in THEMES else Display()


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
    """The route of both doors (POST): keeps the choice, goes back where the reader was."""
    theme = request.form.get("theme", "auto")
    if theme not in THEMES:
        abort(400)
    keys = "1" if request.form.get("keys") else "0"
    home = "/console/" if request.path.startswith("/console/") else "/"
    answer = redirect(safe_path(request.form.get("next"), home), 303)
    answer.set_cookie(
        COOKIE, f"{theme}.{keys}", max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer
