"""Sends again what was sent before, one delivery or several."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Delivery, SubscriptionRevoked
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several
from views.messages import label_of

REPLAY = RowAction[Delivery](
    verb="replay",
    name="rejouer",
    key="r",
    icon="arrow-repeat",
    label="Rejouer",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.replay,
    check=webhooks.check_replay,
    absent=(SubscriptionRevoked,),
    question=Question(
        lambda row: f"Renvoyer « {label_of('WebhookEvent', row.event)} » à {row.subscription.label} ?",
        verb="Renvoyer",
        way_out="Ne rien renvoyer",
        consequence="Il repart sous son numéro : le récepteur sait s’il l’a déjà.",
    ),
    done=Done("L’envoi repart.", many=("envoi repart", "envois repartent")),
    bulk=Several(
        "Il repart à {row.subscription.label} sous son numéro.",
        consequence="Chacun repart sous son numéro, dans l’ordre de son sujet.",
        way_out="Ne rien renvoyer",
        verb="Rejouer",
        load=("subscription",),
    ),
)
