"""Serves `/api/v1`, and says at `/api/v1/openapi.json` what it is."""

from __future__ import annotations

import json
from functools import cache
from threading import Lock
from typing import Any

from flask import Flask, Response
from flask_wtf import CSRFProtect

from views import access
from views.api import accounts, attachments, companies, concessions, problems, road_openings
from views.api.blueprint import api, spec
from views.api.webhooks import list_webhooks

PAGES = (companies, accounts, concessions, attachments, road_openings)
"""Each registers its addresses on the blueprint when it is imported."""

Json = dict[str, Any]
"""A part of the description."""

IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "The same key with the same body does it once; with another body it is a 422."
    " Kept seven days.",
}
UNLESS_SAME = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that is known already: then the answer is a 304.",
}
IF_SAME = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that was read: a 412 where somebody was faster.",
}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "The version of what is shown."}}
RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}


def install(app: Flask) -> None:
    """Registers the addresses: no session, hence no CSRF; no other origin is let in."""
    csrf: CSRFProtect = app.extensions["csrf"]
    csrf.exempt(api)
    app.register_error_handler(problems.Problem, problems.of_problem)
    app.register_blueprint(api)


@api.get("/openapi.json")
@access.machine
def description() -> Response:
    """What stands here, in the words of OpenAPI 3.1."""
    with _writing:  # what the library hands out is written on, and by one at a time
        return Response(_written(), mimetype="application/json")


_writing = Lock()


@cache
def _written() -> str:
    return json.dumps(described(spec.spec), ensure_ascii=False)


def described(found: Json) -> Json:
    """What the library makes of the views' types, and what it has no word for: webhooks, headers."""
    found["webhooks"] = list_webhooks()
    for path, ways in found["paths"].items():
        for method, way in ways.items():
            _refusals(way["responses"])
            _headers(path, method, way)
    return found


def _refusals(answers: Json) -> None:
    for status, answer in answers.items():
        if status >= "400" and (content := answer.pop("content", None)) is not None:
            answer["content"] = {problems.MIMETYPE: content["application/json"]}
        if int(status) in problems.AGAIN:
            answer["headers"] = RETRY


def _plain(schema: Json) -> Json:
    """A question that is not asked is left out: no address says `null`."""
    ways = [way for way in schema.get("anyOf", ()) if way != {"type": "null"}]
    return ways[0] if len(ways) == 1 else schema


def _headers(path: str, method: str, way: Json) -> None:
    for parameter in way["parameters"]:
        parameter["schema"] = _plain(parameter["schema"])
        if parameter["in"] == "path":
            parameter["schema"]["format"] = "int64"
    if method == "get" and "{" in path:
        way["parameters"].append(UNLESS_SAME)
        way["responses"]["200"]["headers"] = ETAG
        way["responses"]["304"] = {"description": "Not Modified", "headers": ETAG}
    if method == "post":
        way["parameters"].append(IDEMPOTENCY)
        if path.endswith("/moves"):
            way["parameters"].append(IF_SAME)
        done = "201" if "201" in way["responses"] else "200"
        way["responses"][done]["headers"] = ETAG
