"""Puts an archive back in place of what is there."""

from __future__ import annotations

from pathlib import Path

from config import Settings
from console.archive import postgresql, sqlite
from console.archive.unpacking import opened


def restore(settings: Settings, path: Path) -> int:
    """Puts an archive back in place of what is there; returns the number of events of its trail.

    The installation must be stopped. Nothing is replaced before the copy is proved whole, its references
    sound, and its trail unbroken under this installation's keys. Raises `Spoiled`.
    """
    with opened(settings, path) as (work, manifest):
        put_back = sqlite.put_back if settings.is_sqlite else postgresql.put_back
        return put_back(settings, work, manifest)
