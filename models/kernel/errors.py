"""Refusals of ours, each told as a fact."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal of ours, told as a fact: the class is its name, `facts` fill the sentence that views write.

    `field` names the concept concerned (the name of a form's field), or is None for the whole form.
    """

    field: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{type(self).__name__}({shown})"


class Stale(DomainError):
    """Somebody else saved first: the row is no longer at the version that the person saw."""


class NotAllowed(DomainError):
    """The actor's role does not hold what the operation asks for."""


class LookOnly(NotAllowed):
    """Whoever looks in another's place writes nothing, by whatever way."""


class ReasonMissing(DomainError):
    """This step is taken with a reason."""

    field = "reason"
