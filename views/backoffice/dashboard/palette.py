"""The palette: one field finds records, pages and actions; a page without a script, a fragment with one."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from views import formats
from views.backoffice.dashboard import hits
from views.backoffice.dashboard.hits import Group
from views.backoffice.kit.columns import searched
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.my_account.blueprint import person


def summary(groups: list[Group], query: str) -> str:
    """What is announced: how much was found, and what Enter opens."""
    count = sum(hit.finds for group in groups for hit in group.hits)
    counted = formats.plural(count, "résultat") if count else "Aucun résultat"
    return f"{counted}, Entrée ouvre {groups[0].hits[0].words}" if query and groups else counted


def _anything(groups: list[Group]) -> bool:
    return any(hit.finds for group in groups for hit in group.hits)


class Palette(Room):
    """Open to all staff; each line only to who may follow it."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Aller à", endpoint="palette", url="aller")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What was sought; `fragment` asks for the lines alone, which the script puts into its dialog."""
        query = searched(request.args.get("q", ""))
        found = hits.groups(query, person())
        context = {
            "typed": query,
            "groups": found,
            "summary": summary(found, query),
            "anything": _anything(found),
        }
        if request.args.get("fragment"):
            return render_template("parts/hits.html", **context)
        return self.render("backoffice/dashboard/palette.html", **context)
