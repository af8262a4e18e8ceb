"""The screen of subscriptions: an address and the events that it is told; its secret is shown once."""

from __future__ import annotations

from typing import cast

from flask import current_app

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Subscription, Targets
from views import access, formats
from views.backoffice.kit.columns import Column, Empty, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import Link
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.machines import told_once
from views.backoffice.machines.webhooks.change_events import CHANGE_EVENTS, EventBoxes
from views.backoffice.machines.webhooks.pause import PAUSE
from views.backoffice.machines.webhooks.renew_secret import RENEW_SECRET
from views.backoffice.machines.webhooks.replay_period import REPLAY_PERIOD
from views.backoffice.machines.webhooks.resume import RESUME
from views.backoffice.machines.webhooks.revoke import REVOKE
from views.backoffice.machines.webhooks.try_out import TRY_OUT
from views.fields import Form, Submission, Text
from views.messages import Tag, label_of, tag_of


class SubscriptionForm(Form):
    """Where to, and what."""

    url = Text(
        "Adresse",
        needed="Indiquez l’adresse qui reçoit les événements.",
        hint="Par exemple : https://guichet.exemple.fr/bascule",
    )
    events = EventBoxes("Événements")
    submission = Submission()


def state(subscription: Subscription) -> Tag:
    """Where it stands."""
    return tag_of("SubscriptionState", subscription.state)


def event_words(subscription: Subscription) -> str:
    """What it is told, in words."""
    return " · ".join(label_of("WebhookEvent", event) for event in subscription.events)


def delivered(subscription: Subscription) -> str:
    """How many arrived since the beginning."""
    return formats.number(subscription.delivered)


def given_up(subscription: Subscription) -> str:
    """How many were given up since the beginning."""
    return formats.number(subscription.given_up)


class Webhooks(Screen[Subscription]):
    """Subscriptions of programs."""

    model, endpoint, address = Subscription, "webhooks", "abonnements"
    title, lead = (
        "Abonnements",
        "Les applications que nous prévenons de ce qui arrive, chacune à son adresse.",
    )
    nouns, none, icon = ("abonnement", "abonnements"), "Aucun abonnement", "broadcast"
    create_words = "Créer un abonnement"
    is_searchable = False
    permissions = {
        "index_view": Permission.MANAGE_KEYS,
        "details_view": Permission.MANAGE_KEYS,
        "create_view": fresh(Permission.MANAGE_KEYS),
    }
    columns = (
        Column("Destinataire", "label", under="url", second="Adresse"),
        Column("État", state, show="tag"),
        Column("Reçus", delivered),
        Column("Abandonnés", given_up),
        Column("Dernier envoi reçu", "delivered_at", show="stamp"),
        Column("Créé", "created_at", show="stamp", sort="created_at"),
    )
    empty = Empty(
        "Un abonnement prévient une application d’un autre service dès que quelque chose arrive.",
        (Way("Créer un abonnement", "webhooks.create_view", Permission.MANAGE_KEYS, "plus-lg"),),
    )
    facts = (
        Section(
            "L’abonnement",
            (
                Column("Adresse", "url"),
                Column("Événements", event_words),
                Column("Créé", "created_at", show="moment"),
                Column("Interrompu", "paused_at", show="moment"),
                Column("Arrêté", "disabled_at", show="moment"),
                Column("Révoqué", "revoked_at", show="moment"),
                Column("L’ancien secret signe jusqu’à", "earlier_until", show="moment"),
            ),
            sparse=True,
        ),
        Section(
            "Les envois",
            (
                Column("Reçus", delivered),
                Column("Abandonnés", given_up),
                Column("Dernier reçu", "delivered_at", show="moment"),
                Column("En échec depuis", "failing_since", show="moment"),
                Column("Dernier échec", "failed_at", show="moment"),
                Column("Prochain essai", "resting_until", show="moment"),
            ),
            sparse=True,
        ),
    )
    links = (Link("Derniers envois", "webhook_deliveries", "abonnement", "Rien n’a encore été envoyé."),)
    default_sort = ("created_at", True)
    reads = ("url", "paused_at", "disabled_at", "revoked_at", "failing_since", "delivered", "given_up")
    details_template = "backoffice/staff/webhook.html"
    actions = (REPLAY_PERIOD, TRY_OUT, RESUME, PAUSE, CHANGE_EVENTS, RENEW_SECRET, REVOKE)

    def heading(self, row: Subscription) -> str:
        return f"Abonnement de {row.label}"

    def status(self, row: Subscription) -> Tag:
        return state(row)

    def history(self, row: Subscription) -> History:
        return history_of(("webhook", row.id))

    def create_form(self, obj: Subscription | None = None) -> Form:
        return SubscriptionForm()

    def create_model(self, form: Form) -> Subscription:
        """A subscription and its secret."""
        answers = form.answers
        made = webhooks.subscribe(
            answers["url"],
            events=answers["events"] or (),
            targets=cast(Targets, current_app.extensions["bascule.targets"]),
            submission=answers["submission"],
            actor=access.current_actor(),
        )
        told_once.keep(told_once.WEBHOOK, made.subscription.id, made.secret)
        return made.subscription

    def created(self, row: Subscription) -> str:
        return f"L’abonnement de {row.label} est créé."

    def details(self, row: Subscription) -> Context:
        return {**super().details(row), "secret": told_once.take(told_once.WEBHOOK, row.id)}
