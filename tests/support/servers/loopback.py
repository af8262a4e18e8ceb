"""A server on loopback with a thread of its own: the ground on which others play a service, well or badly."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

DRIPS = 60.0
"""Seconds for which a server that drips goes on: far more than a client of ours may take."""


class Loopback(ABC):
    """Hands each GET and POST to `serve`; begins with the last line of the class that stands on it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._stopping = threading.Event()
        played = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    played.serve(self)

            do_POST = do_GET

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    @abstractmethod
    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answers one request."""

    def stop(self) -> None:
        """Ends the server and whatever still drips."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> None:
        """Lets whoever asked wait, until it stops at most."""
        self._stopping.wait(seconds)

    def drip(self, request: BaseHTTPRequestHandler, start: bytes) -> None:
        """Begins an answer so, and goes on letter by letter."""
        request.wfile.write(start)
        until = time.monotonic() + DRIPS
        while time.monotonic() < until and not self._stopping.wait(0.05):
            request.wfile.write(b"x")
            request.wfile.flush()


Played = TypeVar("Played", bound=Loopback)


@contextlib.contextmanager
def running(server: Played) -> Iterator[Played]:
    """It, stopped at the end."""
    try:
        yield server
    finally:
        server.stop()


def send(request: BaseHTTPRequestHandler, status: int, raw: bytes, headers: dict[str, str]) -> None:
    """A whole answer."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(raw)))
    request.end_headers()
    request.wfile.write(raw)


def headers_of(request: BaseHTTPRequestHandler) -> dict[str, str]:
    """What it was asked with, the names in small letters."""
    return {name.lower(): value for name, value in request.headers.items()}
