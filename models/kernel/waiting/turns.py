"""One writer at a time on SQLite, in the order of arrival; who waits in vain tires, and says so."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from models.kernel.waiting.measured import wait_for
from models.kernel.waiting.outages import Busy

TURN = "writers-turn"


class _Place:
    """A place in the kernel's queue, which outlives whoever tires of waiting: the next one takes it over.

    `flock` has no wait with an end, and without handing over each that tires would leave a thread behind.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, open(path, "w")
        self.is_wanted, self.taken = True, threading.Event()
        threading.Thread(target=self._wait, name="writers-turn", daemon=True).start()

    def _wait(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with _guard:
            if self.is_wanted:
                self.taken.set()
            else:
                _left[self.path].remove(self)
                self.file.close()

    def wait(self, seconds: float) -> bool:
        """Whether the turn came; else the place is left to the next one."""
        if self.taken.wait(max(seconds, 0)):
            return True
        with _guard:
            if self.taken.is_set():
                return True
            self.is_wanted = False
            _left[self.path].append(self)
            return False


_guard = threading.Lock()
_left: dict[Path, list[_Place]] = defaultdict(list)
os.register_at_fork(after_in_child=_left.clear)  # its threads wait in the parent alone


@contextmanager
def turn(path: Path, deadline: float) -> Iterator[None]:
    """The writers' turn, a lock on this file; `Busy` when it has not come by `deadline` (monotonic)."""
    with wait_for(TURN):
        file = _take(path, deadline)
    try:
        yield
    finally:
        file.close()


def _take(path: Path, deadline: float) -> IO[str]:
    file = open(path, "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    except BlockingIOError:
        file.close()
    with _guard:
        left = _left[path]
        place = left.pop() if left else None
        if place is not None:
            place.is_wanted = True
    place = place or _Place(path)
    if not place.wait(deadline - time.monotonic()):
        raise Busy
    return place.file
