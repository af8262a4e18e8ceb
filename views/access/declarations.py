"""How a view says to whom it is open: one decorator for each way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar, cast

from models.permissions import Permission
from models.staff.machines import Scope
from models.staff.machines.scopes import PERMISSIONS
from views.access.openings import Opening, Rule

View = TypeVar("View", bound=Callable[..., object])


class Declared(Protocol):
    """A view that bears its rule."""

    access_rule: Rule


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        cast(Declared, view).access_rule = rule
        return view

    return mark


def machine(view: View) -> View:
    """Open to machines: neither session nor person is looked up."""
    return _declare(Rule(Opening.MACHINE))(view)


def by_key(scope: Scope) -> Callable[[View], View]:
    """Open to programs whose key was given the scope, and whose role holds what it takes."""
    return _declare(Rule(Opening.KEY, PERMISSIONS[scope], scope=scope))


def public(view: View) -> View:
    """Open to anyone."""
    return _declare(Rule(Opening.PUBLIC))(view)


def signed_in(view: View) -> View:
    """Open to anyone of the site's own population."""
    return _declare(Rule(Opening.SIGNED_IN))(view)


def password_given(view: View) -> View:
    """Open to whoever gave the right password, whether or not the second factor was given yet."""
    return _declare(Rule(Opening.HALFWAY))(view)


def own_hands(view: View) -> View:
    """Above another rule: staff who look in the person's place do not open it, not even to read."""
    return _declare(replace(cast(Declared, view).access_rule, own_hands=True))(view)


def of_impersonation(view: View) -> View:
    """Above another rule: begins or ends a look, and hence answers whatever state it is in."""
    return _declare(replace(cast(Declared, view).access_rule, of_impersonation=True))(view)


def requires(permission: Permission, fresh: bool = False) -> Callable[[View], View]:
    """Open to the roles that hold the permission; `fresh` asks the second factor again after 15 minutes."""
    return _declare(Rule(Opening.PERMISSION, permission, fresh))
