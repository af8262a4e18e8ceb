"""The concessions under the title that the company tried."""

from __future__ import annotations

from flask import url_for

from models.cases import Case
from models.permissions import Permission
from views.backoffice.kit.columns import Action
from views.backoffice.kit.special_actions import Elsewhere, nothing_against


class Seek(Elsewhere[Case]):
    """Only where a title was tried."""

    def button(self, row: Case) -> Action | None:
        return super().button(row) if row.tried.get("title") else None


SEEK = Seek(
    verb="seek",
    name="chercher",
    key="h",
    icon="search",
    label="Chercher la concession",
    permission=Permission.READ,
    operation=lambda case: url_for("concessions.index_view", search=case.tried["title"]),
    check=nothing_against,
)
