"""What every template may call: filters, icons, the brand, the person, the navigation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g, render_template, request, url_for
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.csrf.core import CSRFTokenField

from views import bootstrap, display, formats, keys, messages, nav

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

_CONTROLS = (
    (CSRFTokenField, "csrf"),
    (HiddenField, "hidden"),
    (BooleanField, "tick"),
    (RadioField, "radio"),
    (SelectMultipleField, "checkbox"),
    (SelectField, "select"),
)


@dataclass(frozen=True)
class Brand:
    """What an installation calls itself."""

    portal: str = "Hariane PRO"
    authority: str = "Le Havre Seine Métropole"
    help_phone: str = ""
    test_banner: bool = False


def install(app: Flask, brand: Brand) -> None:
    """Gives the application's templates our filters, globals and context."""
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        link=link,
        brand=brand,
        keys=keys,
        tag_of=messages.tag_of,
        proof_of=messages.proof_of,
        label_of=messages.label_of,
        flash_of=messages.flash_of,
        control_of=control_of,
        menu_counts=nav.waiting,
        session_ends=session_ends,
        nbsp=formats.NBSP,
    )
    bootstrap.install(app)
    app.context_processor(_person)


@cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of one of our files, different when its content is, so that it may be cached for a year."""
    path = STATIC / name
    return url_for("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))


def link(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where it is not served (one door only, or not built in)."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def control_of(field: Any) -> str:
    """How a field is drawn: `hidden`, `csrf`, `tick`, `radio`, `checkbox`, `select` or `control`."""
    for kind, name in _CONTROLS:
        if isinstance(field, kind):
            return name
    return "control"


def in_console() -> bool:
    """Whether the page stands behind the console's door."""
    return request.path == "/console" or request.path.startswith("/console/")


def who() -> tuple[Any, Any]:
    """The agent, or the pro account, that this page's door knows: at most one of them."""
    from views import access  # access renders our error pages: the two know each other

    return (access.current_agent(), None) if in_console() else (None, access.current_account())


def viewing() -> Any:
    """The look at the portal in an account's place that this request belongs to, if any."""
    from views import looking

    return None if in_console() else looking.viewing()


def session_ends() -> dict[str, Any]:
    """When the visitor's session ends: without a sign of life, and at the latest."""
    from views import access

    return access.session_ends()


def _person() -> dict[str, Any]:
    agent, account = (None, None) if g.get("blind") else who()
    return {
        "display": display.read(request),
        "agent": agent,
        "account": account,
        "viewing": None if g.get("blind") else viewing(),
        "menu": nav.menu(agent) if agent else [],
        "omni": nav.search_box() if agent else None,
    }


def current_brand() -> Brand:
    """What this installation calls itself."""
    return cast(Brand, current_app.jinja_env.globals["brand"])


def error_page(code: int) -> tuple[str, int]:
    """A page for an HTTP error, in the frame of its door; from 500 on nothing is asked of the database."""
    g.blind = code >= 500 or g.get("blind", False)
    title, text = messages.ERRORS.get(code, messages.ERRORS[500 if code >= 500 else 400])
    if code == 403 and viewing() is not None:
        title, text = messages.LOOKING
    frame = "plain.html" if code >= 500 else ("console.html" if in_console() else "portal.html")
    return render_template("error.html", frame=frame, code=code, title=title, text=text), code
