"""The directories that an installation was told to ask, one after the other, as one."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.directories.insee import Insee
from console.directories.local import Local, Lookup
from console.directories.recherche_entreprises import RechercheEntreprises
from models.directory import Directory, Establishment, State
from models.values.siret import Siret

if TYPE_CHECKING:
    from config import Settings

log = logging.getLogger(__name__)

SECONDS = 5.0
"""For one question to all directories together: a page has to be shown within six."""

REMEMBERED_FOR = 180.0
REMEMBERED = 500


class Remote(Protocol):
    """A directory behind the network."""

    is_complete: bool

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """The establishment, or unknown. Raises `Trouble` or `Garbage`."""
        ...


def build(settings: Settings, loaded: Lookup | None = None) -> Directory:
    """The directories of the settings, in their order; `loaded` looks into what this installation holds."""
    makers: dict[str, Callable[[], Local | Guarded]] = {
        "local": lambda: Local(loaded),
        "recherche-entreprises": lambda: Guarded(RechercheEntreprises(settings.directory_url)),
        "insee": lambda: Guarded(Insee(settings.directory_url, settings.insee_key)),
    }
    return Chain([makers[name]() for name in settings.directory])


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
        remotes = sum(isinstance(one, Guarded) for one in self._directories)
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


class Memory:
    """The last descriptions, for a few minutes: a quota is soon spent by people who go back and forth."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Siret, tuple[float, Establishment]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, siret: Siret) -> Establishment | None:
        """What was answered lately."""
        with self._lock:
            since, found = self._kept.get(siret, (0.0, None))
        return found if time.monotonic() - since < REMEMBERED_FOR else None

    def keep(self, found: Establishment) -> Establishment:
        """Remembers a description, never a failure nor an unknown number."""
        if found.is_found:
            with self._lock:
                self._kept[found.siret] = (time.monotonic(), found)
                self._kept.move_to_end(found.siret)
                while len(self._kept) > REMEMBERED:
                    self._kept.popitem(last=False)
        return found
