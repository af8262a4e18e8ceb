"""The screen of deliveries: what was sent, what was answered, and one of them sent again."""

from __future__ import annotations

from models.staff.machines.webhooks.delivering import Outcome
from tests.support import hooks, people
from tests.support.hooks import AMISS

LIST = "/console/abonnements/envois/"


def test_a_delivery_tells_its_tries_and_what_was_answered(app, desk, admin):
    subscription, _ = hooks.subscribed(events=("account.created",))
    person = people.pending()
    (delivery,) = hooks.owed(subscription)
    hooks.conclude(delivery, Outcome(422, "champ inconnu", milliseconds=12))
    page = desk(admin).open(f"{LIST}details/?id={delivery.id}")
    for words in (f"Compte {person.id}", "422", "champ inconnu", "12 ms", delivery.message_id, "Compte créé"):
        assert words in page.text, words
    hooks.conclude(delivery, Outcome(trouble="timeout", milliseconds=10_002))
    rows = desk(admin).open(f"{LIST}details/?id={delivery.id}").doc.xpath("//tr[td]")
    assert [[cell.text_content() for cell in row.xpath("td")] for row in rows] == [
        ["Pas de réponse en dix secondes.", "10,0\xa0s"],
        ["422", "12\xa0ms"],
    ]
    listed = desk(admin).open(LIST)
    assert "Pas de réponse en dix secondes." in listed.text and "À envoyer" in listed.text


def test_one_delivery_is_sent_again(app, desk, admin):
    subscription, _ = hooks.subscribed(events=("account.created",))
    people.pending()
    hooks.send_all(subscription)
    (delivery,) = hooks.owed(subscription)
    assert desk(admin).send(f"{LIST}{delivery.id}/rejouer").status == 303
    assert len(hooks.send_all(subscription)) == 1


def test_the_list_is_narrowed_by_state_and_subscription(app, desk, admin):
    first, second = (hooks.subscribed(events=("account.created",))[0] for _ in range(2))
    people.pending()
    hooks.send_all(first)
    hooks.send_all(second, AMISS)
    console = desk(admin)
    assert len(console.open(f"{LIST}?etat=delivered").doc.xpath("//*[@data-id]")) == 1
    assert len(console.open(f"{LIST}?abonnement={second.id}").doc.xpath("//*[@data-id]")) == 1
