"""Why an action is not possible now: the refusal that its operation would give, asked before the click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.kernel.actors import Actor
from models.kernel.errors import DomainError, NotAllowed
from views import access
from views.messages import refusal

NOT_YOURS = "Votre rôle ne le permet pas."


def why_not(check: Callable[[Any, Actor], None], row: Any) -> str:
    """The sentence of what `check` raises for this row and whoever looks; else nothing."""
    try:
        check(row, access.current_actor())
    except NotAllowed:
        return NOT_YOURS
    except DomainError as error:
        return refusal(error)
    return ""
