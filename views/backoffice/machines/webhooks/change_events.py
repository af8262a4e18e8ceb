"""Tells a subscriber of other events from now on."""

from __future__ import annotations

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import SubscriptionRevoked
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields.boxes import Boxes
from views.messages import LABELS

EVENTS = [(event.value, LABELS["WebhookEvent"][event.value]) for event in webhooks.WebhookEvent]


class EventBoxes(Boxes):
    """Which events."""

    def __init__(self, label: str, **kwargs: object) -> None:
        super().__init__(label, EVENTS, needed="Cochez au moins un événement.", **kwargs)


class EventsForm(StepForm):
    """Which events from now on."""

    events = EventBoxes("Événements")


CHANGE_EVENTS = RowAction(
    verb="change_events",
    name="evenements",
    key="c",
    icon="pencil",
    label="Changer les événements",
    tone="quiet",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.change_events,
    check=webhooks.check_stands,
    absent=(SubscriptionRevoked,),
    form=EventsForm,
    filled=lambda row: {"events": row.events},
    question=Question(
        "De quoi prévenir {row.label} ?",
        verb="Enregistrer",
        way_out="Ne rien changer",
        consequence="Ce qui attend déjà part tout de même.",
    ),
    done=Done("Les événements de {row.label} sont changés."),
)
