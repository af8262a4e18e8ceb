"""Puts an archive back in place of what is there."""

from __future__ import annotations

from pathlib import Path

from config import Settings
from console.archive import postgresql, sqlite
from console.archive.unpacking import opened


def restore(settings: Settings, path: Path, *, unproved: bool = False) -> int:
    """Puts an archive back in place of what is there; returns the number of events of its trail.

    The installation must be stopped. Nothing is replaced before the copy is proved whole, its references
    sound, and its trail unbroken under this installation's keys. `unproved`: one of before the proofs is
    taken, whose maker nobody can tell. Raises `Spoiled`.
    """
    with opened(settings, path, unproved=unproved) as (work, manifest):
        put_back = sqlite.put_back if settings.is_sqlite else postgresql.put_back
        return put_back(settings, work, manifest)
