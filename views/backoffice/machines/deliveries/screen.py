"""The screen of deliveries: each event owed to a subscriber, how often it was tried, what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import url_for

from models.permissions import Permission
from models.staff.machines.webhooks import Delivery, DeliveryState, Subscription
from models.staff.machines.webhooks.tries import DeliveryTry, list_tries
from views import formats
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.filtering.filters import between
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.machines.deliveries.replay import REPLAY
from views.messages import LABELS, TAGS, Tag, label_of, tag_of

STATES = [(value, tag.words) for value, tag in TAGS["DeliveryState"].items()]


def state(delivery: Delivery) -> Tag:
    """Where it stands."""
    return tag_of("DeliveryState", delivery.state)


def event(delivery: Delivery) -> str:
    """What it tells."""
    return label_of("WebhookEvent", delivery.event)


def subject(delivery: Delivery) -> str:
    """What it is about: `Rattachement 12`."""
    kind, _, number = delivery.subject.partition(":")
    return f"{label_of('SubjectKind', kind)} {number}"


def answered(row: Delivery | DeliveryTry) -> str:
    """What came back, then or last: a status, or what kept it from one."""
    if row.trouble is not None:
        words = LABELS["DeliveryTrouble"].get(row.trouble, row.trouble)
        return f"{row.status} : {words}" if row.status else words
    return "" if row.status is None else str(row.status)


def took(row: Delivery | DeliveryTry) -> str:
    """How long that try was, or the last."""
    length = row.milliseconds
    if length is None:
        return ""
    if length < 1000:
        return f"{length}{formats.NBSP}ms"
    return f"{length / 1000:.1f}{formats.NBSP}s".replace(".", ",")


class Attempt(NamedTuple):
    """One try in words: when, what came back, how long it was."""

    at: datetime
    answered: str
    took: str


def next_try(delivery: Delivery) -> datetime | None:
    """When it is tried again, unless its subscription is held or another of its subject comes first."""
    subscription, due = delivery.subscription, delivery.due_at
    return None if due is None or subscription.is_held else max(due, subscription.resting_until or due)


def subscription_link(delivery: Delivery) -> str:
    """Whom it is owed to."""
    return url_for("webhooks.details_view", id=delivery.subscription_id)


class Deliveries(Screen[Delivery]):
    """Everything that was owed to subscribers within a month."""

    model, endpoint, address = Delivery, "webhook_deliveries", "abonnements/envois"
    title, lead = "Envois", "Ce qui est parti aux applications, ce qui attend, ce qu’elles ont répondu."
    nouns, none, icon = ("envoi", "envois"), "Aucun envoi", "send"
    is_searchable = False
    permissions = {"index_view": Permission.MANAGE_KEYS, "details_view": Permission.MANAGE_KEYS}
    columns = (
        Column("Événement", event, under=subject, second="Sujet"),
        Column("État", state, show="tag"),
        Column("Destinataire", "subscription.label", href=subscription_link),
        Column("Essais", "attempts"),
        Column("Réponse", answered),
        Column("Arrivé", "created_at", show="stamp", sort="created_at"),
    )
    filters = (
        Filter("etat", "État", "state", STATES, facet=True, indexed=tuple(DeliveryState)),
        *between("created_at", more=False),
        of("abonnement", "Abonnement", Subscription, "subscription_id"),
    )
    empty = Empty(
        "Ce dont une application veut être prévenue entre ici dès que cela arrive, pour trente jours.",
        (Way("Voir les abonnements", "webhooks.index_view", Permission.MANAGE_KEYS, "broadcast"),),
    )
    facts = (
        Section(
            "L’événement",
            (
                Column("Événement", event),
                Column("Type", "event", show="mono"),
                Column("Sujet", subject),
                Column("Arrivé", "created_at", show="moment"),
                Column("Destinataire", "subscription.label", href=subscription_link),
                Column("Numéro (webhook-id)", "message_id", show="mono"),
            ),
        ),
        Section(
            "Où il en est",
            (
                Column("Essais", "attempts"),
                Column("Premier essai", "first_tried_at", show="moment"),
                Column("Dernier essai", "tried_at", show="moment"),
                Column("Prochain essai", next_try, show="moment"),
                Column("Terminé", "ended_at", show="moment"),
                Column("Renvoyé", "replayed_at", show="moment"),
                Column("Dernière réponse", answered),
                Column("Durée", took),
                Column("Début de la réponse", "answer", show="lines"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("event", "subject", "state", "status", "trouble", "subscription_id", "subscription.url")
    load = ("subscription",)
    details_template = "backoffice/staff/webhook_delivery.html"
    actions = (REPLAY,)

    def heading(self, row: Delivery) -> str:
        return f"{event(row)}, {subject(row).lower()}"

    def status(self, row: Delivery) -> Tag:
        return state(row)

    def details(self, row: Delivery) -> Context:
        tries = [Attempt(each.at, answered(each), took(each)) for each in list_tries(row)]
        return {**super().details(row), "tries": tries}

    def row_tone(self, row: Delivery) -> str:
        return "stop" if row.state == DeliveryState.GIVEN_UP else ""
