"""What is kept of each request: its number, its figures, its line in the log. Never an address of ours."""

from __future__ import annotations

from time import perf_counter

from flask import Flask, Response, g, request

from console.telemetry.measures import REQUEST_SECONDS, REQUESTS
from views.access import request_id

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def install(app: Flask) -> None:
    """Before all else: its end is then the last, and what others refuse is told too."""

    @app.before_request
    def number() -> None:
        g.started = perf_counter()
        request_id()

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
    # The rule and not the address: addresses hold links' secrets and what people search for.
    rule = request.url_rule.rule if request.url_rule is not None else "-"
    app.logger.info(
        "%s %s %s %d %.0fms %s",
        request_id(),
        request.method,
        rule,
        response.status_code,
        spent * 1000,
        request.remote_addr,
    )
