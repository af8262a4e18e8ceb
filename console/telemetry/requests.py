"""What is kept of each request: its number, its figures, its line in the log. Never an address of ours."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

from config import Settings
from console.telemetry.measures import REQUEST_SECONDS, REQUESTS
from views.access import known_person, request_id

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy may call a request: as much as the audit log keeps."""


def install(app: Flask, settings: Settings) -> None:
    """Before all else: its end is then the last, and what others refuse is told too."""

    @app.before_request
    def number() -> None:
        g.started = perf_counter()
        given = request.headers.get("X-Request-Id", "")
        if settings.trusted_proxies and NUMBER.fullmatch(given):
            g.request_id = given
        request_id()

    def log_failure(exc_info: Any) -> None:
        # Flask's own line has the address.
        app.logger.error("%s %s %s failed", request_id(), request.method, _rule(), exc_info=exc_info)

    app.log_exception = log_failure  # type: ignore[method-assign]

    @app.after_request
    def note(response: Response) -> Response:
        spent = perf_counter() - g.get("started", perf_counter())
        _measure(response, spent)
        _log(app, response, spent)
        return response


def _measure(response: Response, spent: float) -> None:
    # An address that leads nowhere, like a word that is no method, is whatever a stranger typed.
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    REQUEST_SECONDS.labels(endpoint).observe(spent)
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()


def _log(app: Flask, response: Response, spent: float) -> None:
    app.logger.info(
        "%s %s %s %d %.0fms %s",
        request_id(),
        request.method,
        _rule(),
        response.status_code,
        spent * 1000,
        request.remote_addr,
        extra={"facts": facts(response, spent)},
    )


def _rule() -> str:
    # And not the address: addresses hold links' secrets and what people search for.
    return request.url_rule.rule if request.url_rule is not None else "-"


def facts(response: Response, spent: float) -> dict[str, object]:
    """What a line in JSON says of a request: of its person kind and number, of nobody the address."""
    kind, _, number = (known_person() or "").partition(":")
    return {
        "message": "request",
        "request_id": request_id(),
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "duration_ms": round(spent * 1000, 1),
        **({"user_kind": kind, "user_id": int(number)} if number else {}),
    }
