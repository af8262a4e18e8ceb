"""Who calls with a key: whose it is, what it may call, how often."""

from __future__ import annotations

from typing import cast

from flask import abort, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from models.kernel.actors import Actor
from models.staff import machines
from models.staff.machines import ApiKey, KeyState, Scope
from models.staff.machines.queries import find_by_secret
from models.staff.machines.scopes import GRANTED_WITH
from views.access.openings import Rule
from views.access.people import request_id

SHOWING = {scope for scope in Scope if scope.value.endswith(":read")} | set(GRANTED_WITH)
"""What shows rows that the program did not make: whatever the method, the first look of a day is told."""

REFUSED = "refused "
"""Before an endpoint the kind under which calls are counted that a key may not make."""

LONGEST_KIND = 40


class KeyRefused(Unauthorized):
    """No key, or none that serves; `why` tells which: `missing`, `unknown`, `expired`, `revoked`."""

    def __init__(self, why: str) -> None:
        error = {} if why == "missing" else {"error": "invalid_token"}
        super().__init__(www_authenticate=WWWAuthenticate("bearer", {"realm": "api", **error}))
        self.why = why


def check(rule: Rule) -> None:
    """Lets pass whom the rule admits: a 401 without a key that serves, a 429 beyond its limit, else a 403."""
    key = _key()
    actor = Actor.of_client(key.client, ip=request.remote_addr, request_id=request_id())
    scope = rule.scope
    assert scope is not None and rule.permission is not None  # views/access/declarations.py: by_key
    may = key.client.has(scope) and actor.may(rule.permission)
    kind = scope.value if may else f"{REFUSED}{(request.endpoint or '').removeprefix('api.')}"[:LONGEST_KIND]
    refusal = "" if may else _words_of(scope)
    if not machines.admit(key, kind, reads=may and scope in SHOWING, refusal=refusal, actor=actor):
        abort(429)
    g.calling = key, actor
    if not may:
        abort(403)


def _key() -> ApiKey:
    way, _, secret = request.headers.get("Authorization", "").partition(" ")
    if way.lower() != "bearer" or not secret.strip():
        raise KeyRefused("missing")
    key = find_by_secret(secret.strip())
    if key is None:
        raise KeyRefused("unknown")
    if key.state is not KeyState.ACTIVE:
        raise KeyRefused(key.state.value)
    return key


def _words_of(scope: Scope) -> str:
    page = request.url_rule.rule if request.url_rule is not None else request.path
    return f"{scope.value} {request.method} {page}"


def calling_key() -> ApiKey:
    """The key of this call."""
    return cast(tuple[ApiKey, Actor], g.calling)[0]


def calling_actor() -> Actor:
    """Who acts in this call, to hand to operations."""
    return cast(tuple[ApiKey, Actor], g.calling)[1]
