"""Parts of a page that many pages share, drawn once for what they are shown.

Such a part sees what it is given and nothing of the request, so what one person's page keeps can hold nothing
that another may not read: whatever is personal (a name, a token, a flash) is drawn for each page.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import itemgetter

from flask import current_app, request
from markupsafe import Markup

KEPT = "bascule.fragments"
LIMIT = 500
"""So many are kept at once; then it begins anew."""


def fragment(template: str, **shown: Hashable) -> Markup:
    """The part that this template draws of these values."""
    environment = current_app.jinja_env
    kept: dict[Hashable, Markup] = current_app.extensions.setdefault(KEPT, {})
    key = (request.script_root, template, *sorted(shown.items(), key=itemgetter(0)))
    found = None if environment.auto_reload else kept.get(key)
    if found is None:
        if len(kept) >= LIMIT:
            kept.clear()
        found = kept[key] = Markup(environment.get_template(template).render(shown))  # noqa: S704 - a template of ours
    return found
