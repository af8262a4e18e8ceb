"""A way to a server on loopback that a test cuts and mends: cheaper than to stop the server itself."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Cut:
    """Carries whatever comes to `port` to another port, until it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        self.is_cut = False
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Drops every connection; new ones are dropped as they come."""
        self.is_cut = True
        for end in self.ends:
            _drop(end)
        self.ends.clear()

    def mend(self) -> None:
        """Carries again."""
        self.is_cut = False

    def close(self) -> None:
        """Ends for good."""
        self.cut()
        self.listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self.there)
                self.ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(source, target), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(65_536):
            target.sendall(block)
    _drop(source)
    _drop(target)


def _drop(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def cuttable(host: str, port: int) -> Iterator[Cut]:
    """Such a way, closed at the end."""
    way = Cut(host, port)
    try:
        yield way
    finally:
        way.close()
