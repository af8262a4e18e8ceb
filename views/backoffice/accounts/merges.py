"""The merges that wait for a supervisor: their link came back, and somebody else proposed them."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.staff.merge_approval import list_to_approve
from views.backoffice.kit.guarded import Room, expose

SHOWN = 50
"""Each lapses within three days: more have never waited at once."""


class Merges(Room):
    """Each leads to the account that goes, which shows both and what may be decided."""

    permissions = {"index": Permission.REVIEW}

    def __init__(self) -> None:
        super().__init__(name="Fusions", endpoint="merges", url="comptes/fusions")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The first to lapse first."""
        return self.render("backoffice/accounts/merges.html", merges=list_to_approve(SHOWN))
