"""Parts of a page that many pages share, drawn once for what they are shown.

Such a part sees what it is given and nothing of the request, so what one person's page keeps can hold nothing
that another may not read: whatever is personal (a name, a token, a flash) is put in for each page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from operator import itemgetter

from flask import current_app, request
from markupsafe import Markup, escape

KEPT = "bascule.fragments"
LIMIT = 500
"""So many are kept at once; then it begins anew."""

PLACE = re.compile("\ue000(\\w+)\ue001")
"""Where a personal value goes: signs of a private area, which no text of ours and no escaping touches."""


class Parts:
    """Parts of one page, kept as long as all that they are drawn of is the same."""

    def __init__(self) -> None:
        self._kept: tuple[object, dict[str, Markup]] = (None, {})

    def of(self, shown: object) -> dict[str, Markup]:
        """Those that were drawn of this, by their names; `once` adds to them."""
        kept = self._kept  # another thread may put others in their place
        if kept[0] != shown or current_app.jinja_env.auto_reload:
            kept = self._kept = (shown, {})
        return kept[1]


def once(parts: dict[str, Markup], name: str, draw: Callable[..., Markup], *shown: object) -> Markup:
    """The part of this name, drawn if it is not there."""
    found = parts.get(name)
    if found is None:
        found = parts[name] = draw(*shown)
    return found


def fragment(template: str, **shown: Hashable) -> Markup:
    """The part that this template draws of these values."""
    (whole,) = _pieces(template, {}, shown)
    return whole


def filled(template: str, personal: Mapping[str, object], **shown: Hashable) -> Markup:
    """The same with what is personal put into its places: only where they are is kept, never what they hold.

    The template writes such a value as it stands (`{{ name }}`) and decides nothing by it.
    """
    pieces = _pieces(template, personal, shown)
    values = [escape(personal[piece]) if place % 2 else piece for place, piece in enumerate(pieces)]
    # Pieces of a template of ours, and personal values that are escaped: Markup would escape each again.
    return Markup("".join(values))  # noqa: S704


def _pieces(template: str, personal: Mapping[str, object], shown: dict[str, Hashable]) -> tuple[Markup, ...]:
    """What stands between the places, and the name of each."""
    environment = current_app.jinja_env
    kept: dict[Hashable, tuple[Markup, ...]] = current_app.extensions.setdefault(KEPT, {})
    key = (request.script_root, template, *sorted(shown.items(), key=itemgetter(0)))
    found = None if environment.auto_reload else kept.get(key)
    if found is None:
        if len(kept) >= LIMIT:
            kept.clear()
        places = {name: f"\ue000{name}\ue001" for name in personal}
        drawn = environment.get_template(template).render({**shown, **places})
        pieces = PLACE.split(drawn) if personal else [drawn]
        found = kept[key] = tuple(Markup(piece) for piece in pieces)  # noqa: S704 - a template of ours
    return found
