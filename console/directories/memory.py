"""What directories answered lately: a quota is soon spent by people who go back and forth."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from models.companies.directory import Establishment
from models.values.siret import Siret

REMEMBERED_FOR = 180.0
REMEMBERED = 500


class Memory:
    """The last descriptions, for a few minutes."""

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
