"""Knows whether the installation is running: what replaces its database must find it stopped."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from config import Settings


class StillRunning(Exception):
    """A server or a worker of this installation is at work."""


def _open(settings: Settings) -> IO[str]:
    settings.instance.mkdir(parents=True, exist_ok=True)
    return open(settings.instance / "running.lock", "w")


def mark(settings: Settings) -> IO[str]:
    """Says, for as long as this process and its children live, that the installation runs.

    The lock is the kernel's: however the process dies, it goes with it. Keep what is returned.
    """
    lock = _open(settings)
    fcntl.flock(lock, fcntl.LOCK_SH)
    os.set_inheritable(lock.fileno(), True)
    return lock


@contextmanager
def stopped(settings: Settings) -> Iterator[None]:
    """Raises `StillRunning`, or keeps servers and workers from starting until the end of the block."""
    with _open(settings) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillRunning from None
        yield
