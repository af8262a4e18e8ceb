"""Sends an event of no meaning, to see it arrive."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import SubscriptionRevoked, SubscriptionStands
from views.backoffice.kit.row_actions import Done, Question, RowAction

TRY_OUT = RowAction(
    verb="try_out",
    name="essayer",
    key="e",
    icon="send",
    label="Essayer",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.try_out,
    check=webhooks.check_try_out,
    absent=(SubscriptionRevoked, SubscriptionStands),
    question=Question(
        "Envoyer un événement d’essai à {row.label} ?",
        verb="Envoyer l’essai",
        way_out="Ne rien envoyer",
        consequence="Il porte le type webhook.test et ne parle de personne.",
    ),
    done=Done("L’essai part.", more="Rechargez cette page pour voir ce que {row.label} a répondu."),
)
