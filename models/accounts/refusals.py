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


class AccountNotActive(DomainError):
    """The account waits for its activation: it has no password yet."""


class EmailNotProved(DomainError):
    """Nobody has shown that they read the address that the account bears now."""


class PersonKnown(DomainError):
    """The company probably holds an account of this person already (fact: `accounts`, their numbers)."""
