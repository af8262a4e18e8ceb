"""What each address asks of its visitor: the rules, and how the one of an endpoint is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from models.permissions import Permission, allows
from models.staff.machines import Scope

OWN_FILES = frozenset({"static", "bootstrap", "labels"})
"""The endpoints of what a browser may keep: our files, and the sheets that are made from others."""


class Opening(StrEnum):
    """How far an address is open."""

    MACHINE = "machine"
    PUBLIC = "public"
    HALFWAY = "halfway"
    SIGNED_IN = "signed-in"
    PERMISSION = "permission"
    KEY = "key"


@dataclass(frozen=True)
class Rule:
    """What an address asks of its visitor; `fresh`: a second factor given in the last quarter of an hour.

    `own_hands`: closed to staff who look in the person's place.
    `of_impersonation`: begins or ends such a look.
    `scope`: what the key of a program must have been given, beside the permission of its role.
    """

    opening: Opening
    permission: Permission | None = None
    fresh: bool = False
    own_hands: bool = False
    of_impersonation: bool = False
    scope: Scope | None = None

    def admits(self, role: str) -> bool:
        """Whether somebody signed in with this role may pass."""
        return self.opening is not Opening.PERMISSION or (
            self.permission is not None and allows(role, self.permission)
        )


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
