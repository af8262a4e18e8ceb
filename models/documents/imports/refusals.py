"""Why a run goes no further, as facts."""

from __future__ import annotations

from models.kernel.errors import DomainError


class ImportElsewhere(DomainError):
    """The run does not stand where this step begins (facts: `why`, where it stands)."""


class ColumnsWrong(DomainError):
    """A column that must be told is not, or one is told twice (`why`: missing, twice; `columns`)."""


class BatchUsed(DomainError):
    """Somebody has activated an account of the batch: it is taken back one by one from here on."""


class NothingToTell(DomainError):
    """No line of this run was refused, or is worth a word."""
