"""What every template may call: filters, icons, the brand, the person, the navigation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import jinja2
from flask import Flask, current_app, g, render_template, request, url_for
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.csrf.core import CSRFTokenField

from models.kernel.actors import Site
from models.mails.texts.queries import Notice, find_service_message
from models.staff.viewings import Impersonation
from views import access, display, formats, keys, messages, nav
from views.access import impersonation
from views.drawing import addresses, bootstrap, fragments, pieces
from views.messages.kernel import link_life

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

ASSETS = "bascule.assets"

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
    app.jinja_env.template_class = Template
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        link=link,
        on_portal=partial(access.address_on, Site.PORTAL),
        brand=brand,
        keys=keys,
        pieces=pieces,
        fragment=fragments.fragment,
        filled=fragments.filled,
        once=fragments.once,
        tag_of=messages.tag_of,
        label_of=messages.label_of,
        flash_of=messages.flash_of,
        control_of=control_of,
        link_life=link_life,
        menu_counts=nav.waiting,
        session_ends=access.session_ends,
        service_message=service_message,
        nbsp=formats.NBSP,
    )
    addresses.install(app)
    bootstrap.install(app)
    app.context_processor(_reader)


class Template(jinja2.Template):
    """Imports of macros see what the environment gives to all, and so are made once.

    Jinja asks at each import whether the page was given another global, of which ours are given none.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


@cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of one of our files, different when its content is, so that it may be cached for a year."""
    if current_app.jinja_env.auto_reload:
        return _asset(name)
    kept: dict[tuple[str, str], str] = current_app.extensions.setdefault(ASSETS, {})
    found = kept.get((request.script_root, name))
    if found is None:  # looked at once: under a server that runs our files do not change
        found = kept[request.script_root, name] = _asset(name)
    return found


def _asset(name: str) -> str:
    path = STATIC / name
    return addresses.fixed("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))


def link(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where it is not served (one site only, or not built in)."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **values) if values else addresses.fixed(endpoint)


def control_of(field: Field) -> str:
    """How a field is drawn: `hidden`, `csrf`, `tick`, `radio`, `checkbox`, `select` or `control`."""
    for kind, name in _CONTROLS:
        if isinstance(field, kind):
            return name
    return "control"


def current_look() -> Impersonation | None:
    """The look at the portal in an account's place that this request belongs to, if any."""
    return None if access.in_console() else impersonation.current()


def _reader() -> dict[str, object]:
    blind, here = bool(g.get("blind")), access.in_console()
    agent = access.current_agent() if here and not blind else None
    account = None if here or blind else access.current_account()
    return {
        "display": display.read(request),
        "agent": agent,
        "account": account,
        # A file that is missing asks nobody who they are: its page stands in no look.
        "impersonation": None if account is None else current_look(),
        "menu": nav.menu(agent) if agent else (),
        "omni": nav.search_box() if agent else None,
    }


def service_message() -> Notice | None:
    """What administrators say on every page today; nothing where the database is not to be asked."""
    if g.get("blind"):
        return None
    agent = access.current_agent() if access.in_console() else None
    return find_service_message() if agent is None else nav.around(agent).notice


def current_brand() -> Brand:
    """What this installation calls itself."""
    return cast(Brand, current_app.jinja_env.globals["brand"])


def error_page(code: int, back: str | None = None) -> tuple[str, int]:
    """A page for an HTTP error, in the frame of its site; from 500 on nothing is asked of the database.

    `back`: the page on which what was typed waits.
    """
    g.blind = code >= 500 or g.get("blind", False)
    title, text = messages.ERRORS.get(code, messages.ERRORS[500 if code >= 500 else 400])
    if code == 403 and current_look() is not None:
        title, text = messages.LOOKING
    ours = access.site_of_host() is Site.BACKOFFICE  # its home, also where the address is the other site's
    frame = "plain.html" if code >= 500 else ("console.html" if ours else "portal.html")
    return render_template("error.html", frame=frame, code=code, title=title, text=text, back=back), code
