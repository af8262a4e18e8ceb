"""What a provider publishes: asked by one thread for all, and kept for a while."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from models.staff.federation import ProviderAway

T = TypeVar("T")

KNOWN_FOR = 3600.0
"""Seconds for which what the provider publishes is taken to be so."""

AWAY_FOR = 5.0
"""Seconds for which nobody asks after no answer came: whoever comes meanwhile is told at once."""

NEWER_AFTER = 30.0
"""Seconds between two questions after something newer: nobody makes us ask at each forged token."""

NEVER = float("-inf")


class Published(Generic[T]):
    """One thing that it publishes; `ask` raises `ProviderAway`."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._asking = Lock()
        self._known: tuple[T, float] | None = None
        self._tried_at = NEVER

    def get(self) -> T:
        """As it was told within the hour. Raises `ProviderAway`."""
        known = self._known
        if known is None or monotonic() - known[1] > KNOWN_FOR:
            with self._asking:
                if self._known is known:  # else another thread has just asked
                    if monotonic() - self._tried_at < AWAY_FOR:
                        raise ProviderAway
                    self._known = self._try()
                known = self._known
        assert known is not None
        return known[0]

    def newer(self) -> T | None:
        """Asked again; None where that was done a moment ago. Raises `ProviderAway`."""
        with self._asking:
            if monotonic() - self._tried_at < NEWER_AFTER:
                return None
            self._known = self._try()
            return self._known[0]

    def _try(self) -> tuple[T, float]:
        self._tried_at = monotonic()
        return self._ask(), monotonic()
