"""The console: its door, and its screens, which stand in the folders of its nouns and in no list."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from flask import Flask
from flask_admin import Admin

from views.backoffice.dashboard.page import Dashboard
from views.backoffice.kit import labels
from views.backoffice.kit.guarded import THEME, Room
from views.backoffice.kit.screen import Screen
from views.backoffice.my_account.blueprint import backoffice

KIT = f"{__name__}.kit"
"""What screens are made of; no screen itself."""


def _nouns() -> Iterator[ModuleType]:
    """Every file of the nouns; importing one puts its plain addresses on the blueprint."""
    for found in walk_packages(__path__, f"{__name__}."):
        if not f"{found.name}.".startswith(f"{KIT}."):
            yield import_module(found.name)


def _screens() -> Iterator[type[Room] | type[Screen[Any]]]:
    """The lists, and the pages that are a class: each once, from the file that declares it."""
    for file in _nouns():
        for declared in vars(file).values():
            own = isinstance(declared, type) and declared.__module__ == file.__name__
            if own and issubclass(declared, (Room, Screen)):
                yield declared


SCREENS = tuple(_screens())
"""In the order of their files; the menu's is that of `views/places.py`."""


def install(app: Flask) -> None:
    """Serves the console's addresses."""
    app.register_blueprint(backoffice)
    home = Dashboard(endpoint="console", url="/console")
    admin = Admin(app, name="Bascule", url="/console", theme=THEME, index_view=home)
    screens = [screen() for screen in SCREENS]
    for screen in screens:
        admin.add_view(screen)
    labels.install(app, [screen for screen in screens if isinstance(screen, Screen)])
