"""What somebody attached for companies."""

from __future__ import annotations

from flask import url_for

from models.permissions import Permission
from views.backoffice.kit.special_actions import Elsewhere, nothing_against

SEE_ATTACHMENTS = Elsewhere(
    verb="see_attachments",
    name="rattachements",
    icon="link-45deg",
    label="Voir ses rattachements",
    tone="quiet",
    permission=Permission.READ,
    operation=lambda agent: url_for("attachments.index_view", agent=agent.id),
    check=nothing_against,
)
