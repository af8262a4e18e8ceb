"""The portal's blueprint, and what each of its pages knows."""

from __future__ import annotations

from flask import Blueprint

from models import attachments
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.acting import acts_for_any
from views import access, display, templating

portal = Blueprint("portal", __name__)

PRIVATE_PERSONS = "https://www.hariane.fr"
"""The authority's portal for private persons."""


def account() -> ProAccount:
    """The company's person who is signed in; for views that nobody else reaches."""
    found = access.current_account()
    assert found is not None
    return found


@portal.app_context_processor
def procedures() -> dict[str, bool]:
    """Whether « Nouvelle démarche » opens: something must lie behind it, and a concession be attached."""
    if access.in_console() or templating.link("portal.request_new") is None:
        return {"may_request": False}
    found = access.current_account()
    return {"may_request": found is not None and (attachments.holds_any(found) or acts_for_any(found))}


portal.add_url_rule("/affichage", "display", access.public(display.choose), methods=["POST"])
