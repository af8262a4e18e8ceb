"""Several directories asked one after the other, as one, within the time that a page has."""

from __future__ import annotations

import time
from collections.abc import Sequence

from console.directories.local import Local
from console.directories.memory import Memory
from console.directories.remotes import Guarded
from models.directory import Establishment, State
from models.values.siret import Siret

SECONDS = 5.0
"""For one question to all directories together: a page has to be shown within six."""


class Chain:
    """Asks each directory until one knows the establishment, within `SECONDS` in all."""

    def __init__(self, directories: Sequence[Local | Guarded], seconds: float = SECONDS) -> None:
        self._directories = directories
        self._seconds = seconds
        self._memory = Memory()

    def find(self, siret: Siret) -> Establishment:
        """The first description; else unknown, but unavailable when one who might have known failed."""
        return self._memory.get(siret) or self._memory.keep(self._ask(siret))

    def _ask(self, siret: Siret) -> Establishment:
        end = time.monotonic() + self._seconds
        remotes = sum(isinstance(directory, Guarded) for directory in self._directories)
        silent = False
        for directory in self._directories:
            if isinstance(directory, Local):
                found = directory.find(siret)
            else:
                found = directory.find(siret, (end - time.monotonic()) / remotes)
                remotes -= 1
            if found.is_found:
                return found
            silent = silent or found.state is State.UNAVAILABLE
            if found.state is State.UNKNOWN and directory.is_complete:
                return found
        return Establishment.unavailable(siret) if silent else Establishment.unknown(siret)
