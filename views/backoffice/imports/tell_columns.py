"""The way to the page on which the columns of a file are told."""

from __future__ import annotations

from typing import Any

from flask import url_for

from models.documents import imports
from models.documents.imports import ImportElsewhere, ImportRun
from models.permissions import Permission
from views.backoffice.kit.special_actions import Elsewhere


def address(run: ImportRun, **more: Any) -> str:
    """The second step of sending."""
    return url_for("imports.create_view", id=run.id, **more)


TELL_COLUMNS = Elsewhere(
    verb="tell_columns",
    name="colonnes",
    icon="table",
    label="Corriger les colonnes",
    tone="quiet",
    permission=Permission.SEND_FILES,
    operation=address,
    check=imports.check_columns,
    absent=(ImportElsewhere,),
)
