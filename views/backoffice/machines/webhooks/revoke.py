"""Ends a subscription for good."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import SubscriptionRevoked
from views.backoffice.kit.row_actions import Done, Question, RowAction

REVOKE = RowAction(
    verb="revoke",
    name="revoquer",
    key="v",
    icon="slash-circle",
    label="Révoquer",
    tone="quiet",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.revoke,
    check=webhooks.check_stands,
    absent=(SubscriptionRevoked,),
    question=Question(
        "Révoquer l’abonnement de {row.label} ?",
        verb="Révoquer l’abonnement",
        way_out="Le laisser servir",
        consequence="Plus rien n’y est envoyé, et ce qui attendait est abandonné. Cela ne se défait pas.",
        danger=True,
    ),
    done=Done("L’abonnement de {row.label} est révoqué."),
)
