"""Addresses that are the same on every page, built once; those of lists, which differ by their query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request, url_for

KEPT = "bascule.addresses"
PLAIN = "!$'()*,/:;?@"
"""What werkzeug, too, leaves as it is in a query."""


FIRST_MARK = 7_345_190_286_400_000_000
"""In the place of the first number of an address while its pattern is made: no address holds it."""

NO_OPTIONS = (None, None, None, None)
METHODS = ("GET", "POST")
"""What else somebody calls a method, the router answers: nothing is kept by a name of theirs."""


def install(app: Flask) -> None:
    """`url_for` as Flask has it, which goes through the rules at each call: once for addresses of numbers."""
    quick = _quick(app.url_for, {})
    app.url_for = quick  # type: ignore[method-assign]
    app.jinja_env.globals["url_for"] = quick


def _quick(build: Callable[..., str], patterns: dict[object, str]) -> Callable[..., str]:
    def quick_url_for(
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        plain = (_anchor, _method, _scheme, _external) == NO_OPTIONS and endpoint[:1] != "."
        plain = plain and all(map(_is_number, values.values())) and has_request_context()
        if not plain or request.method not in METHODS:
            options = {"_anchor": _anchor, "_method": _method, "_scheme": _scheme, "_external": _external}
            return build(endpoint, **options, **values)
        key = (request.script_root, request.method, endpoint, *values)
        pattern = patterns.get(key)
        if pattern is None:
            pattern = patterns[key] = _pattern(build, endpoint, list(values))
        return pattern % values

    return quick_url_for


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _pattern(build: Callable[..., str], endpoint: str, names: list[str]) -> str:
    marks = {name: FIRST_MARK + place for place, name in enumerate(names)}
    address = build(endpoint, **marks).replace("%", "%%")
    for name, mark in marks.items():
        address = address.replace(str(mark), f"%({name})d")
    return address


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
