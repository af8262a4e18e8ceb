"""How long was waited for a lock, told to whoever counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, float], None]

_listeners: set[Listener] = set()


def add_listener(listener: Listener) -> None:
    """From here on the listener hears the name of a lock and the seconds that it took to have it, or not."""
    _listeners.add(listener)


@contextmanager
def wait_for(lock: str) -> Iterator[None]:
    """The block in which a lock is waited for; few names, each of one lock."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        spent = time.perf_counter() - begun
        for listener in _listeners:
            listener(lock, spent)
