"""What a client may be let do: each scope with the permission that its role must hold besides."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from models.permissions import Permission


class Scope(StrEnum):
    """One kind of call; the values are those of forms, of the description and of refusals."""

    COMPANIES_READ = "companies:read"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_CREATE = "accounts:create"
    CONCESSIONS_READ = "concessions:read"
    ATTACHMENTS_READ = "attachments:read"
    ATTACHMENTS_CREATE = "attachments:create"
    REQUESTS_READ = "requests:read"
    REQUESTS_MOVE = "requests:move"


GRANTED_WITH = {Scope.REQUESTS_MOVE: Scope.REQUESTS_READ}
"""What is given along with a scope: whoever moves a request is shown it."""


def completed(scopes: Collection[str]) -> list[str]:
    """Those of the scopes that there are, in their order, with what is given along with them."""
    wanted = {scope for scope in Scope if scope.value in scopes}
    wanted |= {GRANTED_WITH[scope] for scope in wanted if scope in GRANTED_WITH}
    return [scope.value for scope in Scope if scope in wanted]


PERMISSIONS: dict[Scope, Permission] = {
    Scope.COMPANIES_READ: Permission.READ,
    Scope.ACCOUNTS_READ: Permission.READ,
    Scope.ACCOUNTS_CREATE: Permission.CREATE_ACCOUNT,
    Scope.CONCESSIONS_READ: Permission.READ,
    Scope.ATTACHMENTS_READ: Permission.READ,
    Scope.ATTACHMENTS_CREATE: Permission.ATTACH,
    Scope.REQUESTS_READ: Permission.READ,
    Scope.REQUESTS_MOVE: Permission.MOVE_REQUESTS,
}
"""A scope narrows what the role allows, and never widens it."""
