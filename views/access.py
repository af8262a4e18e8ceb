"""Everything is closed unless it is listed: who may reach which address, and who is asking."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request
from flask import session as flask_session
from flask_login import UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from models import audit
from models.accounts import ProAccount
from models.kernel import sessions
from models.kernel.actors import Actor
from models.kernel.sessions import Site
from models.kernel.transactions import transaction
from models.permissions import Permission, allows
from models.staff import Agent, impersonation

CONSOLE_SIGN_IN = "/console/connexion"
CONSOLE_CODE = "/console/connexion/code"
PORTAL_SIGN_IN = "/connexion"
SESSION_OVER = "Votre session est terminée."
OWN_FILES = frozenset({"static", "bootstrap", "labels"})
"""The endpoints of what a browser may keep: our files, and the sheets that are made from others."""

View = TypeVar("View", bound=Callable[..., Any])


class Opening(StrEnum):
    """How far an address is open."""

    MACHINE = "machine"
    PUBLIC = "public"
    HALFWAY = "halfway"
    SIGNED_IN = "signed-in"
    PERMISSION = "permission"


@dataclass(frozen=True)
class Rule:
    """What an address asks of its visitor; `fresh`: a second factor given in the last quarter of an hour.

    `own_hands`: closed to staff who look in the person's place. `of_viewing`: begins or ends such a look.
    """

    opening: Opening
    permission: Permission | None = None
    fresh: bool = False
    own_hands: bool = False
    of_viewing: bool = False

    def admits(self, role: str) -> bool:
        """Whether somebody signed in with this role may pass."""
        return self.opening is not Opening.PERMISSION or (
            self.permission is not None and allows(role, self.permission)
        )


class DoorSession(Protocol):
    """What this room asks of the session behind `flask.session` (console/sessions)."""

    door: Site
    is_over: bool

    @property
    def record(self) -> sessions.Session | None: ...
    @property
    def trusted_secret(self) -> str | None: ...
    def enter(
        self, *, agent: Agent | None = None, account: ProAccount | None = None, pending: bool = False,
        second_factor: bool = False,
    ) -> None: ...  # fmt: skip
    def trust(self, secret: str) -> None: ...
    def leave(self) -> None: ...


class SignedIn(UserMixin):
    """The person of a session, as Flask-Login wants one; ids are `agent:1` and `pro:1`."""

    def __init__(self, person: Agent | ProAccount) -> None:
        self.person = person
        self.id = f"{'agent' if isinstance(person, Agent) else 'pro'}:{person.id}"


def _session() -> DoorSession:
    return cast(DoorSession, cast(Any, flask_session)._get_current_object())


def in_console() -> bool:
    """Whether the address stands behind the console's door."""
    return is_console(request.path)


def is_console(path: str) -> bool:
    """Whether a path stands behind the console's door."""
    return path == "/console" or path.startswith("/console/")


# -- declaring


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        cast(Any, view).access_rule = rule
        return view

    return mark


def machine(view: View) -> View:
    """Open to machines: neither session nor person is looked up."""
    return _declare(Rule(Opening.MACHINE))(view)


def public(view: View) -> View:
    """Open to anyone."""
    return _declare(Rule(Opening.PUBLIC))(view)


def signed_in(view: View) -> View:
    """Open to anyone of the door's own population."""
    return _declare(Rule(Opening.SIGNED_IN))(view)


def password_given(view: View) -> View:
    """Open to staff whose password was right, whether or not the second factor was given yet."""
    return _declare(Rule(Opening.HALFWAY))(view)


def own_hands(view: View) -> View:
    """Above another rule: staff who look in the person's place do not open it, not even to read."""
    return _declare(replace(cast(Any, view).access_rule, own_hands=True))(view)


def of_viewing(view: View) -> View:
    """Above another rule: begins or ends a look, and hence answers whatever state it is in."""
    return _declare(replace(cast(Any, view).access_rule, of_viewing=True))(view)


def requires(permission: Permission, fresh: bool = False) -> Callable[[View], View]:
    """Open to the roles that hold the permission; `fresh` asks the second factor again after 15 minutes."""
    return _declare(Rule(Opening.PERMISSION, permission, fresh))


def rule_of(app: Flask, endpoint: str | None) -> Rule | None:
    """The rule declared for an endpoint, or None: then it is closed.

    A view of Flask-Admin declares its methods in `permissions`: name → Permission or Rule.
    """
    if endpoint is None:
        return None
    if endpoint in OWN_FILES:
        return Rule(Opening.MACHINE)
    view = app.view_functions[endpoint]
    declared = getattr(view, "access_rule", None)
    if declared is None:
        owner = getattr(view, "__self__", None)
        declared = getattr(owner, "permissions", {}).get(getattr(view, "__name__", ""))
    if isinstance(declared, Permission):
        return Rule(Opening.PERMISSION, declared)
    return declared if isinstance(declared, Rule) else None


def rules(app: Flask) -> dict[str, Rule | None]:
    """Every endpoint of the application with its rule; None marks one that nobody declared."""
    return {rule.endpoint: rule_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}


# -- who asks


def current_person() -> Agent | ProAccount | None:
    """Who is signed in behind this door."""
    return getattr(current_user, "person", None)


def current_agent() -> Agent | None:
    """The member of staff who is signed in, behind the console's door."""
    person = current_person()
    return person if isinstance(person, Agent) else None


def current_account() -> ProAccount | None:
    """The company's person who is signed in, behind the portal's door."""
    person = current_person()
    return person if isinstance(person, ProAccount) else None


def awaited_agent() -> Agent | None:
    """The member of staff of whom a code may be asked: the password was right, now or earlier."""
    record = _session().record
    return record.agent if record is not None else None


def session_is_over() -> bool:
    """Whether the browser came with a session that died: idle, too old, or killed."""
    return _session().is_over


def request_id() -> str:
    """The number of this request, the same in the trail, the log and the answer."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def current_actor() -> Actor:
    """Who acts in this request, to hand to operations."""
    person = current_person()
    known = g.get("actor")
    if known is not None and known[0] is person:
        return cast(Actor, known[1])
    facts: dict[str, Any] = {"ip": request.remote_addr, "request_id": request_id()}
    if isinstance(person, Agent):
        actor = Actor.of_agent(person, **facts)
    elif isinstance(person, ProAccount):
        actor = Actor.of_account(person, **facts)
    else:
        actor = Actor.anonymous(**facts)
    g.actor = (person, actor)
    return actor


def session_ends() -> dict[str, Any]:
    """When this session ends: `idle` seconds after the last sign of life, and at the `latest` (ISO 8601).

    Neither changes from one page to the next: two pages differ by what they say alone. The first is short
    by the minute for which a sign of life may go unwritten.
    """
    idle = sessions.IDLE - sessions.TOUCH_EVERY
    return {"idle": int(idle.total_seconds()), "latest": session_latest().isoformat(timespec="seconds")}


def session_latest() -> datetime:
    """When this session ends, whoever comes."""
    record = _session().record
    assert record is not None  # asked for whoever is signed in
    return record.latest


# -- coming and going


def enter(account: ProAccount) -> None:
    """Opens a session for a company's person, in place of the visitor's."""
    _session().enter(account=account)
    login_user(SignedIn(account), force=True)


def enter_staff(agent: Agent) -> bool:
    """After the right password: True when this browser gave the second factor today, and the agent is in.

    False when the code must now be asked, at `/console/connexion/code`.
    """
    secret = _session().trusted_secret
    known = secret is not None and not agent.must_enrol and sessions.is_trusted(agent, secret)
    _session().enter(agent=agent, pending=not known)
    if known:
        login_user(SignedIn(agent), force=True)
    return known


def second_factor_given(agent: Agent) -> None:
    """After the right code: the agent is in, the browser known for the day, grave acts open a while."""
    with transaction():
        _session().enter(agent=agent, second_factor=True)
        _session().trust(sessions.trust(agent))
    login_user(SignedIn(agent), force=True)


def leave() -> None:
    """Kills the session; the trail keeps it."""
    person = current_person()
    with transaction():
        if person is not None:
            audit.record("signed-out", person, actor=current_actor())
        if isinstance(person, Agent):
            impersonation.end_all(person, actor=current_actor())
        _session().leave()
    logout_user()


def safe_next(target: str | None, default: str) -> str:
    """`target` if it is a path of ours behind the same door as `default`, else `default`."""
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


def _wanted() -> str:
    # A form's address cannot always be opened: after a POST the page that held the form is wanted.
    if request.method in ("GET", "HEAD"):
        return request.full_path if request.query_string else request.path
    home = "/console/" if in_console() else "/"
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc != request.host:
        return home
    page = f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
    return safe_next(page, home)


def _send_to(address: str) -> Response:
    if session_is_over():
        told = {"fact": SESSION_OVER, "more": "Reconnectez-vous : vous reviendrez à cette page."}
        flash(told, "info")  # type: ignore[arg-type]
    return redirect(f"{address}?{urlencode({'next': _wanted()})}", 303)


def ask_code() -> Response:
    """To the page of the second factor, and back."""
    return _send_to(CONSOLE_CODE)


def guard() -> Response | None:
    """Runs before every request: lets pass, sends to the sign-in, or refuses."""
    rule = rule_of(current_app, request.endpoint)
    if rule is not None and rule.opening is Opening.MACHINE:
        return None
    record = _session().record  # one query: the session with its person
    if rule is not None and rule.opening is Opening.PUBLIC:
        return None
    if in_console():
        if Site.BACKOFFICE.value not in current_app.extensions["bascule.doors"]:
            abort(404)
        if record is None or record.agent_id is None:
            return _send_to(CONSOLE_SIGN_IN)
        if record.signed_in_at is None and (rule is None or rule.opening is not Opening.HALFWAY):
            return ask_code()
    if request.routing_exception is not None:
        return None  # Flask answers: unknown address, wrong method, missing slash
    if rule is None:
        return _refuse(None)
    if rule.opening is Opening.HALFWAY and in_console():
        return None
    person = current_person()
    if person is None:
        return _send_to(PORTAL_SIGN_IN)
    return check(rule)


def check(rule: Rule) -> Response | None:
    """Applies a rule to whoever is signed in: None lets pass, otherwise an answer or a 403."""
    if not rule.admits(current_actor().role):
        return _refuse(rule.permission)
    record = _session().record
    if rule.fresh and (record is None or not record.is_fresh):
        return ask_code()
    return None


def _refuse(permission: Permission | None) -> Response | None:
    person = current_person()
    if person is not None:
        page = str(request.url_rule.rule) if request.url_rule is not None else request.path
        reason = f"{permission.value if permission is not None else 'closed'} {request.method} {page}"
        audit.refused("refused", person, actor=current_actor(), reason=reason)
    abort(403)
