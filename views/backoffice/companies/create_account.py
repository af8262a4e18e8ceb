"""An account for somebody of this company."""

from __future__ import annotations

from flask import url_for

from models.permissions import Permission
from views.backoffice.kit.special_actions import Elsewhere, nothing_against

CREATE_ACCOUNT = Elsewhere(
    verb="create_account",
    name="compte",
    key="c",
    icon="plus-lg",
    label="Créer un compte",
    permission=Permission.CREATE_ACCOUNT,
    operation=lambda company: url_for("accounts.create_view", siret=company.siret),
    check=nothing_against,
)
