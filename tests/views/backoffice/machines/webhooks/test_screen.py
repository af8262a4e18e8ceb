"""The screen of subscriptions: administrators subscribe an address, hold it, and see its secret once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel.base import db
from models.staff.machines.webhooks import Subscription, SubscriptionState, delivering
from models.values.days import today
from tests.support import hooks, people
from tests.support.records import count, events

NEW = "/console/abonnements/new/"
TYPED = {"url": "https://recepteur.example.org/bascule", "events": ["account.created", "attachment.ended"]}
VERBS = ("rejouer", "essayer", "interrompre", "evenements", "secret", "revoquer")


def secret_of(page):
    """The secret that a page shows."""
    found = page.doc.xpath("//*[@id='secret']")
    return found[0].text_content() if found else None


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_subscriptions_are_the_administrators_affair(app, desk, role):
    subscription, _ = hooks.subscribed()
    console, number = desk(people.staff(role)), subscription.id
    for address in ("", "new/", f"details/?id={number}", "envois/", *(f"{number}/{verb}" for verb in VERBS)):
        assert console.open(f"/console/abonnements/{address}").status == 403


def test_a_secret_is_shown_once(app, desk, admin):
    made = desk(admin).send(NEW, **TYPED)
    assert made.status == 303
    first, again = made.follow(), made.follow()
    subscription = db.session.scalars(db.select(Subscription)).one()
    assert secret_of(first) == delivering.list_secrets(subscription)[0]
    assert secret_of(again) is None and "Compte créé · Rattachement terminé" in again.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "recepteur"}, "url"),
        ({"url": "https://127.0.0.1/x"}, "url"),
        ({"url": "http://example.org/x"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["code.tried"]}, "events"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(app, desk, admin, change, field):
    page = desk(admin).send(NEW, **{**TYPED, **change})
    assert page.status == 422 and page.error(field) and count(Subscription) == 0


def test_a_double_click_subscribes_once(app, desk, admin):
    console = desk(admin)
    answers = {**console.open(NEW).form(), **TYPED}
    first, second = console.post(NEW, answers), console.post(NEW, answers)
    assert first.location == second.location and count(Subscription) == 1
    assert secret_of(second.follow())


def test_it_is_held_resumed_tried_out_and_revoked(app, desk, admin):
    subscription, _ = hooks.subscribed()
    console, base = desk(admin), f"/console/abonnements/{subscription.id}"
    console.send(f"{base}/interrompre")
    assert subscription.state is SubscriptionState.PAUSED
    console.send(f"{base}/reprendre")
    assert console.send(f"{base}/essayer").status == 303
    assert hooks.send_all(subscription) == [f"webhook:{subscription.id} webhook.test"]
    assert "Essai" in console.open(f"/console/abonnements/details/?id={subscription.id}").text
    console.send(f"{base}/revoquer")
    page = console.open("/console/abonnements/").text
    assert "Révoqué" in page and "recepteur.example.org" in page


def test_a_new_secret_is_shown_once_and_the_page_says_how_long_the_other_signs(app, desk, admin):
    subscription, before = hooks.subscribed()
    page = desk(admin).send(f"/console/abonnements/{subscription.id}/secret").follow()
    assert secret_of(page) not in (None, before) and "L’ancien secret signe jusqu’à" in page.text


def test_its_events_are_changed(app, desk, admin):
    subscription, _ = hooks.subscribed()
    desk(admin).send(f"/console/abonnements/{subscription.id}/evenements", events=["request.filed"])
    db.session.expire_all()
    assert subscription.events == ["request.filed"]
    assert "webhook-changed" in [event.action for event in events()]


def test_a_period_is_sent_again_and_an_empty_one_says_so(app, desk, admin):
    subscription, _ = hooks.subscribed(events=("account.created",))
    people.pending()
    hooks.send_all(subscription)
    console, address = desk(admin), f"/console/abonnements/{subscription.id}/rejouer"
    early = (today() - timedelta(days=9)).isoformat()
    refused = console.send(address, since=early, until=early)
    assert refused.status == 422 and refused.error("since")
    assert console.send(address).status == 303
    assert len(hooks.send_all(subscription)) == 1


def test_the_trail_leads_to_it(app, desk, admin):
    subscription, _ = hooks.subscribed()
    (event,) = events("webhook-created")
    page = desk(admin).open(f"/console/journal/details/?id={event.sequence}")
    assert f"/console/abonnements/details/?id={subscription.id}" in page.html
