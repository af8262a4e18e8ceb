"""The concessions under the title that the company tried."""

from __future__ import annotations

from flask import url_for

from models.cases import Case
from models.permissions import Permission
from views.backoffice.kit.columns import Action
from views.backoffice.kit.special_actions import Elsewhere, nothing_against


def title_tried(case: Case) -> str:
    """The title that a company tried last, if it tried one."""
    return str(case.question.tried.get("title") or "") if case.question is not None else ""


class Seek(Elsewhere[Case]):
    """Only where a title was tried."""

    def button(self, row: Case) -> Action | None:
        return super().button(row) if title_tried(row) else None


SEEK = Seek(
    verb="seek",
    name="chercher",
    key="h",
    icon="search",
    label="Chercher la concession",
    permission=Permission.READ,
    operation=lambda case: url_for("concessions.index_view", search=title_tried(case)),
    check=nothing_against,
)
