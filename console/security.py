"""What every answer carries: security headers, a request id, nothing that the Host header said."""

from __future__ import annotations

import secrets
from time import perf_counter
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from views.access import Opening, request_id, rule_of

YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)


def nonce() -> str:
    """The nonce of this answer, for the rare inline script."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def install(app: Flask, settings: Settings) -> None:
    """Headers on every answer, errors included; forwarded headers count only from known proxies."""
    https = settings.public_url.startswith("https")
    app.jinja_env.globals["csp_nonce"] = nonce
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        # No x_host: links are made of the settings, never of what a request says.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]

    @app.before_request
    def number() -> None:
        g.started = perf_counter()
        request_id()

    @app.before_request
    def limit() -> None:
        # werkzeug bounds the parts of a multipart form only.
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
            if len(list(request.form.items(multi=True))) > app.config["MAX_FORM_PARTS"]:
                abort(413)

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
        headers["X-Content-Type-Options"] = "nosniff"
        # An address that holds a link's secret must not be told to anyone, not even to ourselves.
        secret = "token" in (request.view_args or {})
        headers["Referrer-Policy"] = "no-referrer" if secret else "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["X-Request-Id"] = request_id()
        if https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        _cache(app, response)
        _relative(response)
        _log(app, response)
        return response


def _cache(app: Flask, response: Response) -> None:
    rule = rule_of(app, request.endpoint)
    is_file = rule is not None and rule.opening is Opening.MACHINE and response.status_code in (200, 206, 304)
    if not is_file or request.endpoint is None or not request.endpoint.endswith("static"):
        response.headers["Cache-Control"] = "no-store"
    elif "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, max-age=86400"


def _relative(response: Response) -> None:
    # The router spells its redirects with the Host header; ours stay on the site whatever that says.
    if response.location and (parts := urlsplit(response.location)).netloc == request.host:
        response.headers["Location"] = parts._replace(scheme="", netloc="").geturl()


def _log(app: Flask, response: Response) -> None:
    # The rule and not the address: addresses hold links' secrets and what people search for.
    rule = request.url_rule.rule if request.url_rule is not None else "-"
    spent = (perf_counter() - g.get("started", perf_counter())) * 1000
    app.logger.info(
        "%s %s %s %d %.0fms %s",
        request_id(),
        request.method,
        rule,
        response.status_code,
        spent,
        request.remote_addr,
    )
