"""Whether a page of ours sent the request, or another site's, as the browser says."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

_HEADERS = ("Sec-Fetch-Site", "Origin", "Referer")


def comes_from_here() -> bool:
    """Whether the browser says that a page of this host sent it; who says nothing is not believed."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    came = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(came).netloc == request.host
    except ValueError:
        return False


def comes_from_elsewhere() -> bool:
    """Whether the browser says that it was another site's page; who says nothing is not suspected."""
    return any(request.headers.get(name) for name in _HEADERS) and not comes_from_here()
