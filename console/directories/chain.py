"""Several directories asked one after the other, as one, within the time that a page has."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from console.directories.local import Local
from console.directories.memory import Memory
from console.directories.remotes import Guarded, OverQuota
from models.companies.directory import Establishment, Holding, State
from models.values.siret import Siret

SECONDS = 5.0
"""For one question to all directories together: a page has to be shown within six."""

ASKERS = 2
"""So many threads of a process wait for the network at once; half of them are left for other pages."""

NO_TURN = 0.5
"""Seconds after which whoever has the time asks again for a place among them."""

LONGEST_WAIT = 600.0
"""Seconds for which a batch waits for one answer: a quota that lasts longer is an outage to it."""


class Chain:
    """Asks each directory until one knows the establishment, within `SECONDS` in all."""

    def __init__(self, directories: Sequence[Local | Guarded], seconds: float = SECONDS) -> None:
        self._directories = directories
        self._seconds = seconds
        self._memory = Memory()
        self._places = threading.BoundedSemaphore(ASKERS)

    def find(self, siret: Siret) -> Establishment:
        """The first description; else unknown, but unavailable when one who might have known failed.

        It is unavailable at once, too, where as many others of this process wait already as may.
        """
        return self._memory.get(siret) or self._memory.keep(self._ask(siret)[0])

    def find_patiently(self, siret: Siret, waiting: Callable[[float], object]) -> Establishment:
        """The same for a batch, which waits where only a quota is in the way; `waiting` hears the seconds."""
        found, waited = self._memory.get(siret), 0.0
        while found is None:
            found, wait = self._ask(siret)
            if wait is not None and waited + wait <= LONGEST_WAIT:
                waiting(wait)
                time.sleep(wait)
                waited, found = waited + wait, None
        return self._memory.keep(found)

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Those of these names and town that are at hand: nobody is asked over the network."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((found for directory in local if (found := directory.search(text, limit))), [])

    def holding(self) -> Holding | None:
        """What the local directory holds, where it is among those that are asked."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((directory.holding() for directory in local), None)

    def _ask(self, siret: Siret) -> tuple[Establishment, float | None]:
        """What was answered; and the seconds after which asking again is worth it, where one said no more."""
        end = time.monotonic() + self._seconds
        remotes = sum(isinstance(directory, Guarded) for directory in self._directories)
        silent, waits, is_outside = False, list[float](), remotes == 0
        for directory in self._directories:
            if isinstance(directory, Local):
                found = directory.find(siret)
            else:
                with self._place() as has_place:
                    try:
                        if not has_place:
                            raise OverQuota(NO_TURN)
                        found = directory.find(siret, (end - time.monotonic()) / remotes)
                    except OverQuota as busy:
                        found = Establishment.unavailable(siret)
                        waits.append(busy.wait)
                remotes -= 1
            if found.is_found:
                return found, None
            is_outside = is_outside and found.is_outside_example
            silent = silent or found.state is State.UNAVAILABLE
            if found.state is State.UNKNOWN and directory.is_complete:
                return found, None
        if silent:
            return Establishment.unavailable(siret), min(waits, default=None)
        return Establishment.unknown(siret, is_outside_example=is_outside), None

    @contextmanager
    def _place(self) -> Iterator[bool]:
        """A place among the few who wait for the network, if there is one."""
        has_place = self._places.acquire(blocking=False)
        try:
            yield has_place
        finally:
            if has_place:
                self._places.release()
