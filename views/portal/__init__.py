"""The portal: a company creates its account, attaches its concessions, finds its way, alone."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

NOUNS = (
    "sign_in",
    "accounts",
    "dashboard",
    "attachments",
    "mandates",
    "road_openings",
    "my_account",
    "companies",
    "staff",
    "cases",
    "outreach",
    "pages",
)
"""One file or folder each; importing it puts its addresses on the blueprint."""


def install(app: Flask) -> None:
    """Serves the portal's addresses."""
    for noun in NOUNS:
        import_module(f"views.portal.{noun}")
    from views.portal.blueprint import portal

    app.register_blueprint(portal)
