"""Who has the case before them; asked for again by a page that is open."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case
from models.cases.presence import list_others
from models.permissions import Permission
from views import access
from views.backoffice.kit.row_actions import Asks
from views.backoffice.kit.special_actions import Unlisted, nothing_against


def others_on(case: Case) -> list[Any]:
    """Those who have it before them beside whoever looks."""
    agent = access.current_agent()
    return list_others(case, agent.id if agent is not None else None)


class Beating(Unlisted[Case]):
    """Answers with the part of the page that names the others."""

    methods = ("POST",)

    def answer(self, screen: Asks, row: Case) -> ResponseReturnValue:
        self.operation(row, actor=access.current_actor())
        return screen.render("backoffice/cases/presence.html", others=others_on(row))


PRESENCE = Beating(
    verb="presence",
    name="presence",
    label="Être présent",
    permission=Permission.READ,
    operation=cases.beat,
    check=nothing_against,
)
