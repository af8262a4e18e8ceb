"""Lets a held subscription go on where it stopped."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import SubscriptionRevoked, SubscriptionRuns
from views.backoffice.kit.row_actions import Done, Question, RowAction

RESUME = RowAction(
    verb="resume",
    name="reprendre",
    key="p",
    icon="send",
    label="Reprendre",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.resume,
    check=webhooks.check_resume,
    absent=(SubscriptionRevoked, SubscriptionRuns),
    question=Question(
        "Reprendre les envois à {row.label} ?",
        verb="Reprendre les envois",
        way_out="Les laisser attendre",
        consequence="Ce qui attend part aussitôt, dans l’ordre.",
    ),
    done=Done("Les envois à {row.label} reprennent."),
)
