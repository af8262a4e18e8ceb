"""The names of the columns, told before each value of a list that is folded on a telephone: a sheet of rules.

Written beside each value they would be a tenth of the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response

from views.backoffice.kit.columns import usual
from views.backoffice.kit.screen import Screen
from views.drawing import addresses

SPEAKS_FOR_ITSELF = frozenset({"tag", "proof"})
"""How a value is drawn that needs no name: a word with its icon."""

BEFORE = "\\a0: "
"""A colon, as a sheet of rules writes it."""


def sheet(screens: Iterable[Screen[Any]]) -> str:
    """The rules of these screens. Columns are counted from the last: a box may stand before the first.

    What has no name says nothing while it is empty: a dash alone would be no word.
    """
    screens = list(screens)
    names = "\n".join(
        f"[data-of={screen.endpoint}] td:nth-last-child({distance})::before"
        f'{{content:"{column.label}{BEFORE}"}}'
        for screen in screens
        for distance, column in enumerate(reversed(usual(screen.columns)[1:]), start=1)
        if column.show not in SPEAKS_FOR_ITSELF
    )
    bare = ",".join(
        f"[data-of={screen.endpoint}] td:nth-last-child({distance}):empty"
        for screen in screens
        for distance, column in enumerate(reversed(usual(screen.columns)[1:]), start=1)
        if column.show in SPEAKS_FOR_ITSELF
    )
    gone = f"{bare}{{display:none}}" if bare else ""
    return f"@container list (max-width:42rem){{{names}\n{gone}}}"


def install(app: Flask, screens: Iterable[Screen[Any]]) -> None:
    """Serves the sheet, under an address that is another when it is."""
    text = sheet(screens)
    version = hashlib.sha256(text.encode()).hexdigest()[:10]
    app.jinja_env.globals["labels"] = lambda: addresses.fixed("labels", v=version)

    @app.get("/static/labels.css", endpoint="labels")
    def labels() -> Response:
        return Response(text, content_type="text/css; charset=utf-8")
