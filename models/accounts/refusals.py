"""Why an account is not activated, suspended or restored."""

from __future__ import annotations

from models.kernel.errors import DomainError


class AccountNotPending(DomainError):
    """The account is already active, or gone: there is nothing to activate."""


class AccountSuspended(DomainError):
    """The account is suspended."""


class AccountErased(DomainError):
    """The person's data are gone: nothing is done with this account any more."""


class AccountNotSuspended(DomainError):
    """There is no suspension to lift."""
