"""Who may do what: the table of models/permissions.py, shown to everybody who works in the console."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from models.permissions import Permission, Role, allows
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.messages import label_of


@dataclass(frozen=True)
class Line:
    """One right, and whether each role has it, in the order of `Role`."""

    words: str
    held: tuple[bool, ...]


def table() -> list[Line]:
    """Every permission, in the order in which the models name them."""
    return [
        Line(label_of(permission), tuple(allows(role, permission) for role in Role))
        for permission in Permission
    ]


class Roles(Room):
    """The roles, side by side."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Rôles", endpoint="roles", url="roles")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The table; one's own column is marked."""
        agent = access.current_agent()
        assert agent is not None
        return self.render(
            "backoffice/staff/roles.html", roles=list(Role), lines=table(), mine=Role(agent.role)
        )
