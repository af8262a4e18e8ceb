"""What the description says of webhooks: each event that is told, with its headers and its body."""

from __future__ import annotations

from typing import Any

from models.road_openings import RequestState
from models.staff.machines.webhooks import WebhookEvent
from models.staff.machines.webhooks.events import TEST
from models.staff.machines.webhooks.owing import FACTS
from views.messages import label_of

Json = dict[str, Any]

NUMBER, TEXT = {"type": "integer", "format": "int64"}, {"type": "string"}
STATE = {"type": "string", "enum": [state.value for state in RequestState]}

HEADERS = {
    "webhook-id": "Constant through all tries and replays of one message.",
    "webhook-timestamp": "When this try left: seconds since 1970.",
    "webhook-signature": "`v1,` and the HMAC of number, time and body; several while secrets overlap.",
}
"""Of each sending, by Standard Webhooks."""

ANSWERS: Json = {
    "2XX": {"description": "Taken."},
    "410": {"description": "Tell this address nothing any more."},
    "default": {"description": "Told again later."},
}


def list_webhooks() -> Json:
    """By event what is posted for it, in the words of OpenAPI 3.1."""
    words = {event.value: label_of("WebhookEvent", event.value) for event in WebhookEvent}
    return {event: {"post": _sending(event, words.get(event, ""))} for event in (*words, TEST)}


def _sending(event: str, words: str) -> Json:
    return {
        "operationId": "on" + "".join(part.capitalize() for part in event.replace("-", ".").split(".")),
        "summary": words or "What an administrator sends to see it arrive.",
        "tags": ["webhooks"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": TEXT, "description": about}
            for name, about in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body(event)}}},
        "responses": ANSWERS,
    }


def _body(event: str) -> Json:
    kind = event.partition(".")[0]
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": _facts(kind),
        },
    }


def _facts(kind: str) -> Json:
    """Numbers that open `/api/v1`; of what is gone, or has no company, fewer."""
    if kind not in FACTS:
        return {"type": "object", "required": ["id"], "properties": {"id": NUMBER}}
    names = ["id", *FACTS[kind], *(["company_id"] if kind != "company" else [])]
    known: Json = {name: NUMBER if name.endswith("id") else TEXT for name in names}
    if kind == "request":
        known["state"] = STATE
    known["url"] = {"type": "string", "format": "uri"}
    return {"type": "object", "required": ["id", "url"], "properties": known}
