"""Webhooks: what happens is told to programs of other houses, in order, until they have it."""

from models.staff.machines.webhooks.events import WebhookEvent
from models.staff.machines.webhooks.replaying import (
    DeliveryPending,
    NothingToReplay,
    PeriodRefused,
    check_replay,
    replay,
    replay_period,
)
from models.staff.machines.webhooks.standing import SubscriptionRevoked, check_stands
from models.staff.machines.webhooks.subscribing import (
    EventsMissing,
    Subscribed,
    SubscriptionRuns,
    SubscriptionStands,
    change_events,
    check_pause,
    check_resume,
    check_try_out,
    pause,
    renew_secret,
    resume,
    revoke,
    subscribe,
    try_out,
)
from models.staff.machines.webhooks.tables import Delivery, DeliveryState, Subscription, SubscriptionState
from models.staff.machines.webhooks.targets import TargetNotSecure, TargetPrivate, TargetRefused, Targets

__all__ = [
    "Delivery",
    "DeliveryPending",
    "DeliveryState",
    "EventsMissing",
    "NothingToReplay",
    "PeriodRefused",
    "Subscribed",
    "Subscription",
    "SubscriptionRevoked",
    "SubscriptionRuns",
    "SubscriptionStands",
    "SubscriptionState",
    "TargetNotSecure",
    "TargetPrivate",
    "TargetRefused",
    "Targets",
    "WebhookEvent",
    "change_events",
    "check_pause",
    "check_replay",
    "check_resume",
    "check_stands",
    "check_try_out",
    "pause",
    "renew_secret",
    "replay",
    "replay_period",
    "resume",
    "revoke",
    "subscribe",
    "try_out",
]
