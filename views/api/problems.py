"""Every refusal of `/api/v1` as `application/problem+json` (RFC 9457): stable types, sentences for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from flask import Response
from werkzeug.exceptions import HTTPException

from models.kernel.errors import DomainError, NotAllowed, Stale
from views import access
from views.access.bearer import KeyRefused
from views.formats import typo
from views.messages import refusal
from views.messages.machines import PROBLEMS

MIMETYPE = "application/problem+json"

TYPE = "urn:bascule:"
"""Before the name of each type."""

BY_STATUS = {
    400: "bad-request",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    412: "stale",
    413: "content-too-large",
    415: "unsupported-media-type",
    422: "invalid",
    429: "too-many-calls",
    503: "unavailable",
}

CONFLICTS = frozenset(
    {
        "AlreadyAttached",
        "AccountUnusable",
        "ConcessionClosed",
        "PersonKnown",
        "MoveRefused",
        "RequestOver",
        "TriesExhausted",
    }
)
"""Refusals that are about what stands here, whatever was sent."""

AGAIN = {429: "60", 503: "10"}
"""After how many seconds a call may be made again."""

Headers = Iterable[tuple[str, str]]


class Problem(Exception):
    """A refusal of this room: its type, and the points that do not fit."""

    def __init__(self, status: int, kind: str = "", errors: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(kind)
        self.status, self.kind, self.errors = status, kind or BY_STATUS[status], errors


def answer(
    status: int, kind: str, detail: str = "", *, errors: Sequence[dict[str, str]] = (), headers: Headers = ()
) -> Response:
    """The answer; its title and detail are the type's, unless told otherwise."""
    title, usual = PROBLEMS.get(kind, (kind.replace("-", " ").capitalize(), ""))
    body: dict[str, object] = {
        "type": TYPE + kind,
        "title": title,
        "status": status,
        "detail": detail or typo(usual),
        "instance": f"urn:bascule:request:{access.request_id()}",
    }
    if errors:
        body["errors"] = list(errors)
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MIMETYPE)
    for name, value in headers:
        response.headers[name] = value
    if status in AGAIN:
        response.headers["Retry-After"] = AGAIN[status]
    return response


def of_problem(problem: Problem) -> Response:
    """A refusal of this room."""
    return answer(problem.status, problem.kind, errors=problem.errors)


def of_http(error: HTTPException) -> Response:
    """What Flask or a guard refused."""
    if isinstance(error, KeyRefused):
        return answer(401, f"key-{error.why}", headers=_kept(error, "www-authenticate"))
    status = error.code or 500
    kind = BY_STATUS.get(status, "internal-error" if status >= 500 else "bad-request")
    return answer(status, kind, headers=_kept(error, "allow"))


def _kept(error: HTTPException, name: str) -> Headers:
    return [header for header in error.get_headers() if header[0].lower() == name]


def of_refusal(error: DomainError) -> Response:
    """What an operation refused: its name is the type, its sentence the detail, its field the point."""
    name = type(error).__name__
    if isinstance(error, NotAllowed):
        return answer(403, "forbidden")
    if isinstance(error, Stale):
        return answer(412, "stale")
    status = 409 if name in CONFLICTS else 422
    sentence = refusal(error)
    point = {"field": error.field or "", "code": code_of(error), "detail": sentence}
    return answer(status, code_of(error), sentence, errors=[point] if error.field and status == 422 else [])


def unavailable() -> Response:
    """The database or the directory does not answer."""
    return answer(503, "unavailable")


def code_of(error: DomainError) -> str:
    """The stable name of a refusal: `already-attached`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
