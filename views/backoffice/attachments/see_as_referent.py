"""The portal as the referent sees it."""

from __future__ import annotations

from models.attachments import Attachment
from models.permissions import Permission
from models.staff import impersonation
from views.backoffice.accounts.see_as import SEE_AS
from views.backoffice.kit.columns import Action
from views.backoffice.kit.special_actions import Elsewhere


class SeeAsReferent(Elsewhere[Attachment]):
    """Only of what is in the house, once there is something to see."""

    def button(self, row: Attachment) -> Action | None:
        return super().button(row) if row.is_open and self.is_open(row) else None


SEE_AS_REFERENT = SeeAsReferent(
    verb="see_as_referent",
    name="voir",
    icon="eye",
    label="Voir à la place du référent",
    tone="quiet",
    permission=Permission.SEE_AS,
    operation=lambda attachment: SEE_AS.href(attachment.referent),
    check=lambda attachment, actor: impersonation.check_open(attachment.referent, actor),
)
