"""Programs of other houses for tests: a key of all scopes or some, and calls with it."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask import Flask

from models.kernel.actors import Actor
from models.permissions import Role
from models.staff import machines
from models.staff.machines import ApiKey, Scope
from models.values.days import today

ADMIN = Actor("agent", None, "Adèle", Role.ADMIN.value)

_numbers = itertools.count(1)


def issued(role: Role | str = Role.AGENT, scopes: Collection[str] = tuple(Scope)) -> tuple[ApiKey, str]:
    """A new program's key, and its secret."""
    until = today() + timedelta(days=30)
    name = f"Guichet {next(_numbers)}"
    key, secret = machines.issue(name, role=Role(role), scopes=scopes, expires_on=until, actor=ADMIN)
    assert secret is not None
    return key, secret


class Caller:
    """A program with a key: `caller.get("companies")`, `caller.post("accounts", {…})`."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.client, self.secret = app.test_client(use_cookies=False), secret

    def get(self, path: str, **options: Any) -> Any:
        """Reads."""
        return self._open(path, "GET", **options)

    def post(self, path: str, body: object, **options: Any) -> Any:
        """Writes."""
        return self._open(path, "POST", json=body, **options)

    def _open(self, path: str, method: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self.client.open(address, method=method, headers=sent, **options)


def caller(app: Flask, role: Role | str = Role.AGENT, scopes: Collection[str] = tuple(Scope)) -> Caller:
    """A new program."""
    return Caller(app, issued(role, scopes)[1])
