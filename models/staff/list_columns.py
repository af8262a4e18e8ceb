"""Which columns of a list a member of staff sees, and in which order: theirs alone."""

from __future__ import annotations

from collections.abc import Sequence

from models.kernel.actors import Actor
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.staff.tables import Agent

LIMIT = 40
"""Columns of a list, and more than any has."""


class NoColumns(DomainError):
    """A list shows its first column at least."""


def choose(agent: Agent, screen: str, columns: Sequence[str] | None, *, actor: Actor) -> None:
    """Keeps the columns of one list, by their names in their order; None goes back to the list's own.

    A taste and no fact: it leaves no event, and colleagues who correct the person need not see it. Raises
    `NoColumns`, `NotAllowed`.
    """
    if actor.kind != "agent" or actor.id != agent.id:
        raise NotAllowed
    if columns is not None and not 0 < len(columns) <= LIMIT:
        raise NoColumns
    with transaction():
        lock_row(agent)
        known = dict(agent.list_columns or {})
        known.pop(screen, None)
        if columns is not None:
            known[screen] = list(columns)
        agent.list_columns = known or None
