"""Addresses that are the same on every page, built once; those of lists, which differ by their query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for

KEPT = "bascule.addresses"
PLAIN = "!$'()*,/:;?@"
"""What werkzeug, too, leaves as it is in a query."""


def fixed(endpoint: str, **values: str) -> str:
    """The address of an endpoint, for values that are few: none, or the name of a file."""
    kept: dict[object, str] = current_app.extensions.setdefault(KEPT, {})
    key = (request.script_root, endpoint, *values.values())
    found = kept.get(key)
    if found is None:
        found = kept[key] = url_for(endpoint, **dict[str, Any](values))
    return found


def asking(here: str, query: Mapping[str, object]) -> str:
    """The address of a list with what is asked of it."""
    return f"{here}?{urlencode(query, safe=PLAIN)}" if query else here
