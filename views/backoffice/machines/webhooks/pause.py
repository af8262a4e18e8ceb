"""Holds a subscription: nothing of it is sent until it is resumed."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import SubscriptionRevoked, SubscriptionStands
from views.backoffice.kit.row_actions import Done, Question, RowAction

PAUSE = RowAction(
    verb="pause",
    name="interrompre",
    key="i",
    icon="pause-circle-fill",
    label="Interrompre",
    tone="quiet",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.pause,
    check=webhooks.check_pause,
    absent=(SubscriptionRevoked, SubscriptionStands),
    question=Question(
        "Interrompre l’abonnement de {row.label} ?",
        verb="Interrompre les envois",
        way_out="Les laisser partir",
        consequence="Ce qui arrive est noté, et part dans l’ordre quand vous reprenez, sous trente jours.",
    ),
    done=Done("L’abonnement de {row.label} est interrompu."),
)
