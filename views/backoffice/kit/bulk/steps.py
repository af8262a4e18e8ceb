"""A verb as it is taken for several rows at once.

One whose declaration has `bulk=Several(…)` is such a step, at `/console/<screen>/lot/<name>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.kernel.actors import Actor
from models.kernel.errors import DomainError
from views import formats
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Several, Verb
from views.fields import Form, Submission
from views.messages import refusal


class Unasked(Form):
    """A step that asks nothing but a yes."""

    submission = Submission()


class Reasoned(ReasonForm):
    """A step taken with one reason for all."""

    submission = Submission()


@dataclass(frozen=True)
class Step:
    """A verb as it is taken for several rows: each answer is the verb's own, or what its `Several` says."""

    action: Verb
    many: Several[Any]

    @classmethod
    def of(cls, action: Verb) -> Step:
        """The step of a verb that has one."""
        assert action.bulk is not None
        return cls(action, action.bulk)

    @property
    def name(self) -> str:
        """In addresses."""
        return self.action.name

    @property
    def verb(self) -> str:
        """Without its object."""
        return self.many.verb or str(self.action.label)

    @property
    def form(self) -> type[Form]:
        """What it asks once for all rows."""
        return self.many.form or (Reasoned if issubclass(self.action.form, ReasonForm) else Unasked)

    def words(self, count: int, nouns: tuple[str, str]) -> str:
        """The step and its object: `Suspendre 12 comptes`, `Renvoyer l’activation à 1 compte`."""
        return f"{self.verb}{self.many.joint}{formats.plural(count, *nouns)}"

    def check(self, row: object, actor: Actor) -> None:
        """Raises what this row would be refused for."""
        (self.many.check or self.action.check)(row, actor)

    def run(self, row: object, **answers: object) -> None:
        """Takes it for one row."""
        (self.many.operation or self.action.operation)(row, **answers)

    def why_not(self, row: object, actor: Actor) -> str:
        """What this row would be refused for; nothing when the step may be taken."""
        try:
            self.check(row, actor)
        except DomainError as error:
            return refusal(error)
        return ""
