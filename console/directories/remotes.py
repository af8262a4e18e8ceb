"""A directory behind the network, left alone for a while when it keeps failing."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Protocol, Self

from config import Service
from console.directories.facts import Garbage
from console.directories.http import Trouble
from models.directory import Establishment
from models.values.siret import Siret

log = logging.getLogger(__name__)


class Remote(Protocol):
    """A directory behind the network."""

    is_complete: bool
    """Whether what it does not know is unknown for certain."""

    needs_key: bool
    """Whether its service answers nobody without a key: `BASCULE_<NAME>_KEY`."""

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client of a service, as the settings describe it."""
        ...

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """The establishment, or unknown. Raises `Trouble` or `Garbage`."""
        ...


class Guarded:
    """A remote directory that is left alone for a while when it keeps failing."""

    WINDOW = 60.0
    FAILURES = 20
    """That many failures within the window, with no success between, and it is left alone."""
    PAUSE = 15.0

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self.is_complete = remote.is_complete
        self._failures: deque[float] = deque(maxlen=self.FAILURES)
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def find(self, siret: Siret, seconds: float) -> Establishment:
        """What the directory says; unavailable when it fails or is being left alone."""
        if time.monotonic() < self._closed_until:
            return Establishment.unavailable(siret)
        try:
            found = self._remote.ask(siret, seconds)
        except (Trouble, Garbage) as failed:
            log.warning("directory %s: %s for %s", type(self._remote).__name__, failed, siret)
            self._count_failure()
            return Establishment.unavailable(siret)
        self._failures.clear()
        return found

    def _count_failure(self) -> None:
        at = time.monotonic()
        with self._lock:
            self._failures.append(at)
            if len(self._failures) == self.FAILURES and at - self._failures[0] < self.WINDOW:
                self._closed_until = at + self.PAUSE
