"""Puts an archive back in place of what is there."""

from __future__ import annotations

from pathlib import Path

from config import Settings
from console.archive import postgresql, sqlite
from console.archive.content import Restored
from console.archive.unpacking import opened


def restore(settings: Settings, path: Path, *, unproved: bool = False, incomplete: bool = False) -> Restored:
    """Puts an archive back in place of what is there; says what that was.

    The installation must be stopped. Nothing is replaced before the copy is proved whole, its references
    sound, and its trail unbroken under this installation's keys. `unproved`: one of before the proofs is
    taken, whose maker nobody can tell. `incomplete`: so is one whose documents are not all to be had. Raises
    `Spoiled`.
    """
    with opened(settings, path, unproved=unproved) as work:
        put_back = sqlite.put_back if settings.is_sqlite else postgresql.put_back
        return put_back(settings, work, incomplete=incomplete)
