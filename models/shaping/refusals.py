"""Why a shape is not taken, as facts."""

from __future__ import annotations

from models.kernel.errors import DomainError


class ShapeRefused(DomainError):
    """A shape cannot be so (facts: `kind`, `key`; the rest says why). Kinds have refusals of their own."""


class ShapeKindUnknown(ShapeRefused):
    """Nothing of that kind is shaped here."""


class ShapeKeyRefused(ShapeRefused):
    """A key is small letters, digits and hyphens, and begins with a letter."""

    field = "key"


class ShapeKeyTaken(ShapeRefused):
    """Another one of the kind has that key, in use or retired."""

    field = "key"


class ShapeUnreadable(ShapeRefused):
    """Its body is not one of the kind's (facts: `place`, where in it)."""


class LosesValues(ShapeRefused):
    """What was typed would be lost (facts: `count`, how many values; `example`, one of them)."""


class NothingChanges(DomainError):
    """All is so already."""


class ShapeUnknown(DomainError):
    """Nothing of that kind has that key, or no version that number."""


class ChangeDecided(DomainError):
    """Somebody has decided of the change meanwhile."""


class OwnChange(DomainError):
    """Who asked for a change does not decide of it."""


class ShapingUnreadable(DomainError):
    """A file is not a shaping as we write it (facts: `line`, where that is known)."""

    field = "file"
