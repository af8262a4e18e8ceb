"""The description tells of each event that programs may be told, and what is told is as it says."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from console.jobs.webhooks import body_of, headers_of
from models import accounts, attachments
from models.staff.machines import webhooks
from models.staff.machines.webhooks import WebhookEvent
from tests.support import hooks, people, road_works
from tests.support.callers import ADMIN
from tests.support.records import by, of


@pytest.fixture
def described(client):
    """Its webhooks, by event."""
    return client.get("/api/v1/openapi.json").get_json()["webhooks"]


def test_every_event_is_described_and_no_other(app, described):
    assert set(described) == {event.value for event in WebhookEvent} | {"webhook.test"}
    names = [way["post"]["operationId"] for way in described.values()]
    assert len(set(names)) == len(names) and all(way["post"]["summary"] for way in described.values())


def test_what_is_told_is_as_described(app, described, supervisor, agent):
    subscription, _ = hooks.subscribed(events=tuple(event.value for event in WebhookEvent))
    person = people.active()
    accounts.correct(person, version=person.version, job_title="Gérante", actor=by(agent))
    held = road_works.granted(person, agent).concession
    attachments.detach(attachments.current(held), reason="Cession", actor=by(supervisor))
    accounts.erase(person, reason="Départ", actor=of(person))
    webhooks.try_out(subscription, actor=ADMIN)
    kinds = set()
    for delivery in hooks.owed(subscription):
        way = described[delivery.event]["post"]
        body = body_of(delivery, "https://console.example")
        schema = way["requestBody"]["content"]["application/json"]["schema"]
        message = json.loads(body)
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(message)
        assert set(message["data"]) <= set(schema["properties"]["data"]["properties"])
        assert set(headers_of("msg_1", body, [])) - {"Content-Type"} == {
            parameter["name"] for parameter in way["parameters"]
        }
        kinds.add(delivery.event.partition(".")[0])
    assert kinds == {"company", "account", "attachment", "request", "webhook"}
