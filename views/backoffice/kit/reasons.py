"""Why an action is not possible now: the refusal that its operation would give, asked before the click."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from models.kernel.actors import Actor
from models.kernel.errors import DomainError, NotAllowed
from views import access
from views.messages import refusal

Row = TypeVar("Row")

NOT_YOURS = "Votre rôle ne le permet pas."


def refused(check: Callable[[Row, Actor], None], row: Row) -> DomainError | None:
    """What `check` raises for this row and whoever looks."""
    try:
        check(row, access.current_actor())
    except DomainError as error:
        return error
    return None


def words_of(error: DomainError | None) -> str:
    """The sentence of a refusal; nothing for none."""
    if error is None:
        return ""
    return NOT_YOURS if isinstance(error, NotAllowed) else refusal(error)
