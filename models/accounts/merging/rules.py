"""Which two accounts may become one, whoever asks for it.

Nobody gains by it what they had no right to: both are of one legal unit, both addresses are proved, and what
was behind a second factor stays behind one.
"""

from __future__ import annotations

from models.accounts.refusals import AccountErased, AccountNotActive, AccountSuspended, EmailNotProved
from models.accounts.tables import ProAccount
from models.kernel.errors import DomainError
from models.kernel.locks import lock_row


class SameAccount(DomainError):
    """There is one account: nothing to merge."""

    field = "identifier"


class OtherUnit(DomainError):
    """The two are of different legal units: what one holds is not the other's to have."""

    field = "identifier"


class NotOnePerson(DomainError):
    """The two bear different names: only their person proves that they are one, by both addresses."""


class ProtectionLost(DomainError):
    """The one that goes asks for a code, the one that stays does not."""


class MergeOver(DomainError):
    """It was done, refused, replaced, or is too old."""


def check_pair(gone: ProAccount, kept: ProAccount) -> None:
    """Raises why these two do not become one."""
    if gone.id == kept.id:
        raise SameAccount
    for account in (gone, kept):
        check_usable(account)
    if gone.company.siren != kept.company.siren:
        raise OtherUnit
    if gone.has_second_factor and not kept.has_second_factor:
        raise ProtectionLost


def check_usable(account: ProAccount) -> None:
    """Raises why this account is on neither side of a merge."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended
    if not account.is_active:
        raise AccountNotActive
    if not account.has_proved_email:
        raise EmailNotProved


def lock_pair(*accounts: ProAccount) -> None:
    """Locks both, in the order of their numbers: two merges that meet wait for each other in one way."""
    for account in sorted(set(accounts), key=lambda each: each.id):
        lock_row(account)
