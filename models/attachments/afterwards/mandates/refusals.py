"""Why a mandate is not given, signed or ended, each refusal a fact."""

from __future__ import annotations

from models.kernel.errors import DomainError


class NothingToMandate(DomainError):
    """The record is not in effect, or not one for which roads are opened."""


class UntilPast(DomainError):
    """The last day is over already."""

    field = "until"


class MandateToSelf(DomainError):
    """A company needs no mandate of its own."""

    field = "siret"


class MandataryUnknown(DomainError):
    """Nobody of that SIRET has an active account: there is nobody who could act."""

    field = "siret"


class MandateOver(DomainError):
    """The mandate has ended already."""


class SignedAlready(DomainError):
    """A signed copy is kept; only who gave the mandate puts another in its place."""

    field = "document"


class UnsignedMandate(DomainError):
    """No signed copy is kept."""


class MandateForgotten(DomainError):
    """It is long over: its papers are gone."""


class SignedMissing(DomainError):
    """There is no document to keep."""

    field = "document"
