"""What every answer carries: security headers, nothing that the Host header said."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from views.access import request_id
from views.access.openings import OWN_FILES

YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)


def install(app: Flask, settings: Settings) -> None:
    """Headers on every answer, errors included; forwarded headers count only from known proxies."""
    policy = POLICY
    if settings.console_has_own_host:
        # A form may lead from one of our hosts to the other: to see the portal in a person's place, and back.
        hosts = f"form-action 'self' {origin(settings.public_url)} {origin(settings.console_url)};"
        policy = POLICY.replace("form-action 'self';", hosts)
    if settings.tiles is not None:
        policy = policy.replace("img-src 'self'", f"img-src 'self' {settings.tiles.origin}")
    https = settings.public_url.startswith("https")
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        # No x_host: links are made of the settings, never of what a request says.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]

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
        headers["Content-Security-Policy"] = policy
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
        _cache(response)
        _relative(response)
        return response


def origin(url: str) -> str:
    """Scheme and host of an address, as a policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _cache(response: Response) -> None:
    if request.endpoint not in OWN_FILES or response.status_code not in (200, 206, 304):
        response.headers["Cache-Control"] = "no-store"
    elif "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, max-age=86400"


def _relative(response: Response) -> None:
    # The router spells its redirects with the Host header; ours stay on the site whatever that says.
    if response.location and (parts := urlsplit(response.location)).netloc == request.host:
        response.headers["Location"] = parts._replace(scheme="", netloc="").geturl()
