"""The browser of this machine."""

from __future__ import annotations

import shutil
from functools import cache

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one is the engine without a window: the same pages take it three quarters of the time."""


@cache
def program() -> str | None:
    """Where the browser stands that the tests drive; None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)
