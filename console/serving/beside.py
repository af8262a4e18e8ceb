"""A server and its worker as two children of one small process, for an installation of one machine."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

RESTART_AFTER = 2.0
"""Seconds before a worker that died is started again."""


def die_with_parent() -> None:
    """In a child: the kernel ends it when its parent is killed, so that no orphan keeps the address."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Beside:
    """A server and a worker as two children; the worker is started again when it dies."""

    def __init__(self, serve: Sequence[str], work: Sequence[str]) -> None:
        self.commands = {"serve": list(serve), "work": list(work)}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self) -> int:
        """Until the server ends or we are told to stop; the server's exit status."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        server = self.children["serve"]
        while server.poll() is None:
            if self.children["work"].poll() is not None and not self.stopping:
                time.sleep(RESTART_AFTER)
                if not self.stopping:
                    self._start("work")
            self._pause(server)
        self._stop(signal.SIGTERM, None)
        try:
            self.children["work"].wait(30)
        except subprocess.TimeoutExpired:
            self.children["work"].kill()
        return server.returncode if server.returncode >= 0 else 0 if self.stopping else 1

    @staticmethod
    def _pause(server: subprocess.Popen[bytes]) -> None:
        try:
            server.wait(0.5)
        except subprocess.TimeoutExpired:
            return

    def _start(self, name: str) -> None:
        # S603: our own command line, given by nobody else.
        self.children[name] = subprocess.Popen(self.commands[name], preexec_fn=die_with_parent)  # noqa: S603

    def _stop(self, number: int, _: object) -> None:
        self.stopping = True
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM if number == signal.SIGINT else number)


def bascule(*words: str) -> list[str]:
    """Our own command line, as a list for a child process."""
    return [sys.executable, "-m", "console", *words]
