"""The supervisors' queue: attachments that wait, are contested, or were never looked at."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from models import attachments
from models.attachments import Attachment
from models.permissions import Permission
from views.backoffice.attachments import COLUMNS, LOAD, STATES, maker, tone
from views.backoffice.base import Screen
from views.backoffice.columns import Column, Filter


class ReviewQueue(Screen):
    """What supervisors owe a look: contested, waiting, then the rest."""

    model, endpoint, address = Attachment, "reviews", "rattachements/controle"
    title, lead = "Contrôle", "Ce qui attend un superviseur. Personne ne contrôle ce qu’il a rattaché."
    nouns, none, icon = ("rattachement", "rattachements"), "Rien à contrôler", "shield-check"
    permissions = {"index_view": Permission.REVIEW}
    columns = (
        *COLUMNS[:-1],
        Column("Depuis", "created_at", show="stamp", sort="created_at", under=maker, second="Par"),
    )
    load = LOAD
    filters = (Filter("etat", "État", attachments.status_is, STATES[:4]),)
    default_sort = ("created_at", False)

    def get_query(self) -> Any:
        return select(Attachment).where(attachments.to_review())

    def row_tone(self, row: Attachment) -> str:
        return tone(row)

    def may(self, method: str) -> bool:
        """Details are those of the whole list."""
        return method == "details_view" or super().may(method)

    def href(self, row: Attachment, action: str | None = None) -> str:
        """The detail of an attachment."""
        return url_for("attachments.details_view", id=row.id)
