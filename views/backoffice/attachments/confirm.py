"""Another supervisor lifts the doubt."""

from __future__ import annotations

from models import attachments
from models.permissions import Permission
from views.backoffice.attachments.reviewing import Decision, Doubting
from views.backoffice.kit.row_actions import Done, Question

CONFIRM = Decision(
    verb="confirm",
    name="confirmer",
    icon="shield-check",
    label="Confirmer",
    permission=Permission.REVIEW,
    fresh=True,
    operation=attachments.confirm,
    check=attachments.check_confirm,
    form=Doubting,
    question=Question(
        "Confirmer le rattachement de « {row.concession.title} » à {row.company.name} ?",
        verb="Confirmer le rattachement",
        way_out="Le laisser en vérification",
        consequence=lambda row: f"Il était en vérification : {row.suspended_reason or 'sans motif'}",
    ),
    done=Done(
        "Le rattachement de « {row.concession.title} » est confirmé.", more="Ses démarches sont rouvertes."
    ),
)
