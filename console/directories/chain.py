"""Several directories asked one after the other, as one, within the time that a page has."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from console.directories.local import Local
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
        self._places = threading.BoundedSemaphore(ASKERS)

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """The first description; else unknown, but unavailable when one who might have known failed.

        It is unavailable at once, too, where as many others of this process wait already as may. `again`:
        services are asked although they answered lately.
        """
        return self._ask(siret, again)[0]

    def find_patiently(
        self, siret: Siret, waiting: Callable[[float], object], *, again: bool = False
    ) -> Establishment:
        """The same for a batch, which waits where only a quota is in the way; `waiting` hears the seconds."""
        waited = 0.0
        while True:
            found, wait = self._ask(siret, again)
            if wait is None or waited + wait > LONGEST_WAIT:
                return found
            waiting(wait)
            time.sleep(wait)
            waited += wait

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Those of these names and town that are at hand: nobody is asked over the network."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((found for directory in local if (found := directory.search(text, limit))), [])

    def list_open_sites(self, siren: str, limit: int) -> list[Establishment]:
        """The open ones of a legal unit that are at hand."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((directory.list_open_sites(siren, limit) for directory in local), [])

    def list_successors(self, siret: Siret) -> list[Establishment]:
        """Those that follow it by the word of what is at hand."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((directory.list_successors(siret) for directory in local), [])

    def holding(self) -> Holding | None:
        """What the local directory holds, where it is among those that are asked."""
        local = (directory for directory in self._directories if isinstance(directory, Local))
        return next((directory.holding() for directory in local), None)

    def _ask(self, siret: Siret, again: bool) -> tuple[Establishment, float | None]:
        """What was answered; and the seconds after which asking again is worth it, where one said no more."""
        end = time.monotonic() + self._seconds
        remotes = sum(isinstance(directory, Guarded) for directory in self._directories)
        silent, waits, is_outside, seen = False, list[float](), remotes == 0, list[datetime]()
        for directory in self._directories:
            if isinstance(directory, Local):
                found = directory.find(siret)
            else:
                kept = None if again else directory.recall(siret)
                try:
                    found = kept or self._ask_service(directory, siret, (end - time.monotonic()) / remotes)
                except OverQuota as busy:
                    found = Establishment.unavailable(siret)
                    waits.append(busy.wait)
                remotes -= 1
            if found.is_found:
                return found, None
            is_outside = is_outside and found.is_outside_example
            silent = silent or found.state is State.UNAVAILABLE
            seen += [found.seen_at] if found.seen_at is not None else []
            if found.state is State.UNKNOWN and directory.is_complete:
                return found, None
        if silent:
            return Establishment.unavailable(siret), min(waits, default=None)
        unknown = Establishment.unknown(siret, is_outside_example=is_outside)
        return replace(unknown, seen_at=min(seen, default=None)), None

    def _ask_service(self, service: Guarded, siret: Siret, seconds: float) -> Establishment:
        """What it says, asked from a place among the few who wait for the network. Raises `OverQuota`."""
        if not self._places.acquire(blocking=False):
            raise OverQuota(NO_TURN)
        try:
            return service.find(siret, seconds)
        finally:
            self._places.release()
